import type { BasePath } from '../catalogue/base-path.js';
import type { Board } from '../evaluation/board.js';
import type { Clock } from '../platform/clock/clock.js';
import { answerOf, type Answer } from './answer.js';
import { detailsJson } from './details-answer.js';
import type { DetailsQuery } from './heartbeats-query.js';
import { select } from './selection.js';
import { SelectedAnswers } from './selected-answers.js';

/** Details that are made at a stretch: each costs some tens of microseconds, more with many sources. */
const AT_A_STRETCH = 32;
/** For how long a page of details is handed to all who ask for the same one. */
const KEPT_MS = 1_000;

/** Reads the evidence behind heartbeats off the board. */
export class DetailsReader {
  readonly #pages: SelectedAnswers;

  /** `forgot` hears of each page that was forgotten because too many were kept. */
  constructor(
    private readonly board: Board,
    private readonly clock: Clock,
    forgot: () => void,
  ) {
    const json = ({ basePath }: { basePath: BasePath }): string | undefined => this.#json(basePath);
    this.#pages = new SelectedAnswers({ json, atAStretch: AT_A_STRETCH }, forgot);
  }

  /** The answer about one base path; undefined when it is not known. */
  single(basePath: BasePath): Answer | undefined {
    const json = this.#json(basePath);
    return json === undefined ? undefined : answerOf(json);
  }

  /** A page of details; those who ask for the same one within a second get the same. */
  page(query: Exclude<DetailsQuery, { one: BasePath }>): Promise<Answer> {
    const { offset, limit } = query;
    const version = `${this.board.version()} ${Math.floor(this.clock.now().monotonicMs / KEPT_MS)}`;
    const state = { list: this.board.list(), version };
    return this.#pages.answer(JSON.stringify(query), state, () => {
      const matching = select(state.list, query);
      const shown = matching.slice(offset, offset + limit);
      return [shown, { total: matching.length, count: shown.length }];
    });
  }

  #json(basePath: BasePath): string | undefined {
    const details = this.board.details(basePath);
    return details && detailsJson(details);
  }
}
