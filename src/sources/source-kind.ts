import type { DynamicModule } from '@nestjs/common';
import type { AxiosInstance } from 'axios';
import type { Registry } from 'prom-client';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { ExposureBlock } from '../catalogue/exposure-block.js';
import type { ExposureWatchers } from '../catalogue/exposure-watchers.js';
import type { Clock } from '../platform/clock/clock.js';
import type { Finding } from '../platform/health/finding.js';
import type { ContributedSetting } from '../platform/settings/contributed-setting.js';
import type { SettingsClass } from '../platform/settings/setting-form.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Source } from './evidence.js';
import type { GatewayReadings } from './gateway-readings.js';

import type { SeriesCensus } from './series-census.js';
import type { SourceSettings } from './source.settings.js';

/** The context of every source; `L` is the type of what its kind lets the operator change while the service runs. */
export interface SourceContext<L = unknown> {
  readonly catalogue: Catalogue;
  /** Joined by a source that acts on exposures. */
  readonly exposures: ExposureWatchers;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Registry;
  /** For requests to the source: no redirects, no proxy; limits and deadlines are set with each request. */
  readonly http: AxiosInstance;
  /** What other sources read, so that a gateway which several read counts once. */
  readonly readings: GatewayReadings;
  /** Length of the window, ms. */
  readonly windowMs: number;
  /** The window moves by this much, ms, and always covers its length less this. */
  readonly bucketMs: number;
  /** Evidence older than this does not count, ms. */
  readonly staleAfterMs: number;
  /** Most base paths a source may hand on. */
  readonly maximumBasePaths: number;
  /** Where data is kept that must outlive the process; absent where nothing is to be kept. */
  readonly dataFolder?: string;
  /** What `live` of the kind says now; it may change at any time. */
  live(): L;
}

/**
 * A kind of source, as `installed-kinds.ts` lists it: its settings, validation, documentation, doctor, block in a Rover,
 * routes, live switches and contract tests all come from this one registration.
 */
export interface SourceKind<S extends SourceSettings = SourceSettings, L = unknown> {
  /** The value of `kind:` in the settings. */
  readonly kind: string;
  /** One sentence for the settings reference. */
  readonly about: string;
  readonly settings: SettingsClass<S>;
  create(settings: S, context: SourceContext<L>): Source;
  /**
   * Reaches the source and says in plain words why there is, or is not, data. Bounded by its own deadline. A source of
   * series tells `census` where they lead.
   */
  diagnose(settings: S, context: SourceContext<L>, census: SeriesCensus): Promise<Finding[]>;
  /** The block in which the owner of an exposure tells sources of this kind what to do. */
  readonly block?: ExposureBlock;
  /** The Nest module with its routes; `sources` provides SOURCES, CATALOGUE and EXPOSURE_WATCHERS. It is there whether or not a source is configured. */
  module?(sources: DynamicModule): DynamicModule | Promise<DynamicModule>;
  /** A key at the top of the settings whose new values apply while the service runs. */
  readonly live?: ContributedSetting<L>;
}
