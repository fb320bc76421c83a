import type { Declaration } from './catalogue.js';
import { token } from '../platform/injection/token.js';

export const EXPOSURE_WATCHERS = token<ExposureWatchers>('ExposureWatchers');

/** The newest probe of an exposure. */
export interface LastProbe {
  /** Wall time, ms since 1970, at which it ended. */
  readonly atMs: number;
  readonly outcome: 'success' | 'failure' | 'unobserved';
  /** Status code of the answer, where there was one. */
  readonly status?: number;
  readonly durationMs: number;
  /** One plain sentence; no secrets, at most 300 characters. */
  readonly detail: string;
}

/** Whether one source accepts an exposure, and why not. */
export interface ExposureCondition {
  readonly source: string;
  readonly accepted: boolean;
  /** A stable word in CamelCase, such as `Accepted`, `PulseDisabled`, `UnknownZone`, or a code such as `IP_LITERAL`. */
  readonly reason: string;
  readonly message?: string;
  readonly lastProbe?: LastProbe;
}

/** A source that acts on exposures and can say whether it accepts one, in force or not yet. Sends no requests. */
export interface ExposureWatcher {
  /** Undefined if the exposure does not concern the source. */
  condition(declaration: Declaration): ExposureCondition | undefined;
}

/** All sources that judge exposures; asked when an exposure is shown or written. */
export class ExposureWatchers {
  readonly #watchers = new Set<ExposureWatcher>();

  /** Returns a function that removes the source again. */
  join(watcher: ExposureWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  conditions(declaration: Declaration): readonly ExposureCondition[] {
    return [...this.#watchers].flatMap((each) => each.condition(declaration) ?? []);
  }
}
