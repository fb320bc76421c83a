import type { AxiosInstance } from 'axios';
import type { Registry } from 'prom-client';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { ExposureWatchers } from '../catalogue/exposure-watchers.js';
import type { Clock } from '../platform/clock/clock.js';
import type { SettingsClass } from '../platform/settings/setting-form.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Source } from './evidence.js';
import type { SourceSettings } from './source.settings.js';

/** What every source is given. */
export interface SourceContext {
  readonly catalogue: Catalogue;
  /** Joined by a source that acts on exposures. */
  readonly exposures: ExposureWatchers;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Registry;
  /** For requests to the source: no redirects, no proxy; limits and deadlines are set with each request. */
  readonly http: AxiosInstance;
  /** Length of the window, ms. */
  readonly windowMs: number;
  /** The window moves by this much, ms, and always covers its length less this. */
  readonly bucketMs: number;
  /** Evidence older than this is no evidence, ms. */
  readonly staleAfterMs: number;
  /** Most base paths a source may hand on. */
  readonly maximumBasePaths: number;
  /** Whether probes may be sent now: the operator's kill switch, which may change at any time. */
  probingAllowed(): boolean;
}

/** One thing that `heartbeat doctor` found out about a source. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'problem';
  /** What is so, in plain words. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/**
 * A kind of source, as `source-kinds.ts` lists it: settings, validation, documentation, doctor and contract
 * tests all come from this one registration.
 */
export interface SourceKind<S extends SourceSettings = SourceSettings> {
  /** The value of `kind:` in the settings. */
  readonly kind: string;
  /** One sentence for the settings reference. */
  readonly about: string;
  readonly settings: SettingsClass<S>;
  create(settings: S, context: SourceContext): Source;
  /** Reaches the source once and says in plain words why there is, or is not, data. Bounded by its own deadline. */
  diagnose(settings: S, context: SourceContext): Promise<Finding[]>;
}
