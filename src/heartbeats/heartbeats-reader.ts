import type { BasePath } from '../catalogue/base-path.js';
import type { Board, BoardPage } from '../evaluation/board.js';
import type { Heartbeat } from '../evaluation/heartbeat.js';
import { linkHeader } from '../platform/http/page-links.js';
import { Answer, answerOf } from './answer.js';
import type { AskedAnswer, AskedBefore } from './asked-before.js';
import type { HeartbeatsQuery } from './heartbeats-query.js';
import { select } from './selection.js';
import type { BoardState, HeartbeatForm, SelectedAnswers } from './selected-answers.js';

/** A heartbeat as `GET /heartbeats` shows it. */
export const HEARTBEAT_FORM: HeartbeatForm = { json: ({ json }) => json, atAStretch: 4_096 };

const NONE = answerOf('[]', { total: 0, count: 0 });

/** Reads heartbeats off the board as ready-made answers. */
export class HeartbeatsReader {
  /** Heartbeats are replaced, never changed, so their answer lives as long as they do. */
  readonly #singles = new WeakMap<Heartbeat, Answer>();
  #page: BoardPage | undefined;
  #all = NONE;

  constructor(
    private readonly board: Board,
    private readonly selected: SelectedAnswers,
    private readonly asked: AskedBefore,
  ) {}

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
      this.#all = new Answer(page.body, page.hash, { total: page.count, count: page.count });
    }
    return this.#all;
  }

  /** The answer that a URL was given before, if nothing has changed since. */
  askedBefore(url: string): AskedAnswer | undefined {
    return this.asked.find(url);
  }

  /** The answer to any query; `url` is what was asked for, and will be known by that. */
  async select(query: HeartbeatsQuery, url: string): Promise<AskedAnswer> {
    const { basePaths, subtrees, statuses, limit, offset } = query;
    const whole = statuses.length === 0 && subtrees.length === 0 && limit === undefined && offset === 0;
    if (whole && basePaths.length === 0) return { answer: this.all() };
    if (whole && basePaths.length === 1) return { answer: this.single(basePaths[0]!) };
    const state = { version: this.board.version(), list: this.board.list() };
    const asked = linked(await this.#selected(query, state), query, url);
    this.asked.note(url, state, asked);
    return asked;
  }

  #selected(query: HeartbeatsQuery, state: BoardState): Promise<Answer> {
    const { basePaths, subtrees, statuses, limit, offset } = query;
    return this.selected.answer(JSON.stringify([basePaths, subtrees, statuses, limit, offset]), state, () => {
      const matching = select(state.list, query);
      const shown = matching.slice(offset, limit === undefined ? undefined : offset + limit);
      return [shown, { total: matching.length, count: shown.length }];
    });
  }

  #of(heartbeat: Heartbeat): Answer {
    const known = this.#singles.get(heartbeat);
    if (known) return known;
    const answer = answerOf(`[${heartbeat.json}]`, { total: 1, count: 1 });
    this.#singles.set(heartbeat, answer);
    return answer;
  }
}

function linked(answer: Answer, { limit, offset }: HeartbeatsQuery, url: string): AskedAnswer {
  if (limit === undefined) return { answer };
  return { answer, ...linkHeader(url, { limit, offset, total: answer.counts?.total ?? 0 }) };
}
