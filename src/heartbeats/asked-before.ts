import type { Board } from '../evaluation/board.js';
import type { Answer } from './answer.js';
import type { BoardState } from './selected-answers.js';

/** The pages of a hundred thousand heartbeats, a hundred on each. */
const MAX_KEPT = 1_024;
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** What a URL was answered with; `link` is the value of that header, where the answer is a page. */
export interface AskedAnswer {
  readonly answer: Answer;
  readonly link?: string | undefined;
}

/**
 * Answers by the text of the URL that asked for them, for as long as the board stays as it is: clients go through the same
 * pages again and again, and reading their parameters anew costs more than all the rest. Bounded by number and bytes; the
 * oldest go first, and `forgot` hears of each.
 */
export class AskedBefore {
  readonly #kept = new Map<string, AskedAnswer>();
  #state: BoardState = { list: [], version: -1 };
  #bytes = 0;

  constructor(
    private readonly board: Pick<Board, 'version' | 'list'>,
    private readonly forgot: () => void,
  ) {}

  /** The answer to a URL, as `note` was given it; undefined where the board has changed since. */
  find(url: string): AskedAnswer | undefined {
    return this.#isCurrent(this.#state) ? this.#kept.get(url) : undefined;
  }

  /** Keeps the answer that `state` of the board gave to a URL, if it is still that. */
  note(url: string, state: BoardState, asked: AskedAnswer): void {
    if (!this.#isCurrent(state)) return;
    if (!this.#isCurrent(this.#state)) this.#begin(state);
    if (this.#kept.has(url)) return;
    this.#kept.set(url, asked);
    this.#bytes += sizeOf(url, asked);
    this.#forgetOldest();
  }

  #isCurrent({ list, version }: BoardState): boolean {
    return version === this.board.version() && list === this.board.list();
  }

  #begin(state: BoardState): void {
    this.#state = state;
    this.#kept.clear();
    this.#bytes = 0;
  }

  #forgetOldest(): void {
    for (const [url, asked] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT && this.#bytes <= MAX_KEPT_BYTES) return;
      this.#kept.delete(url);
      this.#bytes -= sizeOf(url, asked);
      this.forgot();
    }
  }
}

function sizeOf(url: string, { answer, link = '' }: AskedAnswer): number {
  return url.length + link.length + answer.bytes;
}
