import { createHash } from 'node:crypto';
import { contains, type BasePath } from '../apis/base-path.js';
import type { Board, BoardPage } from '../evaluation/board.js';
import type { Heartbeat } from '../evaluation/heartbeat.js';
import type { HeartbeatsQuery } from './heartbeats-query.js';

/** An answer before encoding: the same tag always means the same bytes. */
export interface Answer {
  readonly body: Buffer;
  /** Hash of the body, without quotes. */
  readonly tag: string;
  /** Heartbeats that match, and those of them in the body. */
  readonly total: number;
  readonly count: number;
}

const NONE: Answer = answerOf('[]', 0, 0);

/** Reads heartbeats off the board as ready-made answers. */
export class HeartbeatsReader {
  /** Heartbeats are replaced, never changed, so their answer lives as long as they do. */
  readonly #singles = new WeakMap<Heartbeat, Answer>();
  #page: BoardPage | undefined;
  #all: Answer = NONE;

  constructor(private readonly board: Board) {}

  /** The answer about one base path; an empty list when it is not known. */
  single(basePath: BasePath): Answer {
    const heartbeat = this.board.get(basePath);
    return heartbeat ? this.#of(heartbeat) : NONE;
  }

  /** The answer about `text` if it is, letter by letter, a base path on the board: nothing else is a key there. */
  known(text: string): Answer | undefined {
    const heartbeat = this.board.get(text as BasePath);
    return heartbeat && this.#of(heartbeat);
  }

  /** The answer with all heartbeats, serialised once a board. */
  all(): Answer {
    const page = this.board.page();
    if (page !== this.#page) {
      this.#page = page;
      this.#all = { body: page.body, tag: page.hash, total: page.count, count: page.count };
    }
    return this.#all;
  }

  /** The answer to any query. */
  select(query: HeartbeatsQuery): Answer {
    const { basePaths, subtrees, statuses, limit, offset } = query;
    const unfiltered = statuses.length === 0 && subtrees.length === 0 && limit === undefined && offset === 0;
    if (unfiltered && basePaths.length === 0) return this.all();
    if (unfiltered && basePaths.length === 1) return this.single(basePaths[0]!);
    const matching = this.#candidates(query).filter((each) => statuses.length === 0 || statuses.includes(each.status));
    const shown = matching.slice(offset, limit === undefined ? undefined : offset + limit);
    return answerOf(`[${shown.map((each) => each.json).join(',')}]`, matching.length, shown.length);
  }

  #of(heartbeat: Heartbeat): Answer {
    const known = this.#singles.get(heartbeat);
    if (known) return known;
    const answer = answerOf(`[${heartbeat.json}]`, 1, 1);
    this.#singles.set(heartbeat, answer);
    return answer;
  }

  #candidates({ basePaths, subtrees }: HeartbeatsQuery): readonly Heartbeat[] {
    if (subtrees.length === 0 && basePaths.length > 0) {
      const found = [...new Set(basePaths)].toSorted().map((each) => this.board.get(each));
      return found.filter((each) => each !== undefined);
    }
    if (subtrees.length === 0 || subtrees.includes('')) return this.board.list();
    const exact = new Set(basePaths);
    const below = (path: BasePath): boolean => subtrees.some((each) => each !== '' && contains(each, path));
    return this.board.list().filter((each) => exact.has(each.basePath) || below(each.basePath));
  }
}

/** An answer of some JSON text. */
export function answerOf(text: string, total: number, count: number): Answer {
  const body = Buffer.from(text);
  return { body, tag: createHash('sha256').update(body).digest('base64url').slice(0, 22), total, count };
}
