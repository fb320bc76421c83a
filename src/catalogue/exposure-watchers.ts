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

/** What one source makes of an exposure. */
export interface ExposureCondition {
  readonly source: string;
  readonly accepted: boolean;
  /** A stable word in CamelCase, such as `Accepted`, `PulseDisabled`, `UnknownZone`, or a code such as `IP_LITERAL`. */
  readonly reason: string;
  readonly message?: string;
  readonly lastProbe?: LastProbe;
}

/** A source that acts on exposures and can say what it makes of one, in force or not yet. Reaches nothing. */
export interface ExposureWatcher {
  /** Undefined when the exposure is none of its business. */
  condition(declaration: Declaration): ExposureCondition | undefined;
}

/** Those who can say what becomes of an exposure; asked when one is to be shown or taken. */
export class ExposureWatchers {
  readonly #watchers = new Set<ExposureWatcher>();

  /** Gives the way to leave again. */
  join(watcher: ExposureWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  conditions(declaration: Declaration): readonly ExposureCondition[] {
    return [...this.#watchers].flatMap((each) => each.condition(declaration) ?? []);
  }
}
