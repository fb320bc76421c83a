import type { BasePath } from '../catalogue/base-path.js';
import type { Log } from '../platform/telemetry/log.js';
import type { EvidenceSink, ProblemEffect } from './evidence.js';

const MAX_DETAIL = 300;

/** Hands problems to the sink each time, and to the log only when they begin, change or end. */
export class SourceTrouble {
  #reported = '';

  constructor(
    private readonly source: string,
    private readonly log: Log,
  ) {}

  /** A problem that lasts, perhaps `about` some base paths only. */
  report(
    sink: EvidenceSink,
    problem: { code: string; detail: string; effect: ProblemEffect },
    about?: readonly BasePath[],
  ): void {
    const detail = problem.detail.slice(0, MAX_DETAIL);
    sink.fault({ code: problem.code, detail, effect: problem.effect }, about);
    if (problem.code === this.#reported) return;
    this.#reported = problem.code;
    this.log.warn('source has a problem', { source: this.source, code: problem.code, detail });
  }

  /** All is well. */
  clear(): void {
    if (this.#reported !== '') this.log.info('source is well again', { source: this.source, after: this.#reported });
    this.#reported = '';
  }
}
