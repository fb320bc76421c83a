import { provide } from '../platform/injection/token.js';
import { HttpModule, HttpService } from '@nestjs/axios';
import type { DynamicModule } from '@nestjs/common';
import { CATALOGUE } from '../catalogue/catalogue.js';
import { EXPOSURE_WATCHERS } from '../catalogue/exposure-watchers.js';
import { CLOCK } from '../platform/clock/clock.js';
import type { ContributedSetting } from '../platform/settings/contributed-setting.js';
import { LOG } from '../platform/telemetry/log.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import type { Source } from './evidence.js';
import type { SourceContext } from './source-kind.js';
import { watchedReadings } from './watched-readings.js';
import { SOURCE_KINDS } from './source-kinds.js';
import { SOURCE_REQUESTS } from './source-request.js';
import { SOURCES, SourceRunner } from './source-runner.service.js';
import type { SourceSettings } from './source.settings.js';

/** What is the same for all sources. */
export type SourceLimits = Pick<
  SourceContext,
  'windowMs' | 'bucketMs' | 'staleAfterMs' | 'maximumBasePaths' | 'dataFolder'
>;

/** What a live key says now. */
export type LiveValues = <L>(setting: ContributedSetting<L>) => L;

/** Options of the stage. */
export interface SourcesModuleOptions {
  readonly settings: readonly SourceSettings[];
  readonly limits: SourceLimits;
  readonly live: LiveValues;
  /** Provide CATALOGUE, EXPOSURE_WATCHERS and EVIDENCE_SINKS. */
  readonly imports: readonly DynamicModule[];
}

const PARTS = {
  catalogue: CATALOGUE,
  exposures: EXPOSURE_WATCHERS,
  clock: CLOCK,
  log: LOG,
  metrics: METRICS,
  http: HttpService,
};

/** Stage 1: evidence comes in. */
export class SourcesModule {
  static register({ settings, limits, live, imports }: SourcesModuleOptions): DynamicModule {
    const sources = provide(SOURCES, PARTS, ({ http, ...parts }) => {
      const readings = watchedReadings(settings, parts);
      const context = { ...parts, http: http.axiosRef, readings, ...limits };
      return settings.map((each) => createSource(each, context, live));
    });
    const requests = HttpModule.register(SOURCE_REQUESTS);
    return {
      module: SourcesModule,
      imports: [requests, ...imports],
      providers: [sources, SourceRunner],
      exports: [SOURCES, ...imports],
    };
  }

  /** The modules with the routes that the kinds of source bring; `sources` is what `register` gave. */
  static routes(sources: DynamicModule): (DynamicModule | Promise<DynamicModule>)[] {
    return SOURCE_KINDS.flatMap((kind) => kind.module?.(sources) ?? []);
  }
}

/** The source that the settings ask for. The settings have been validated: their kind is registered. */
export function createSource(settings: SourceSettings, context: Omit<SourceContext, 'live'>, live: LiveValues): Source {
  const kind = SOURCE_KINDS.find((each) => each.kind === settings.kind);
  if (!kind) throw new UnknownSourceKindError(settings.kind);
  return kind.create(settings, { ...context, live: () => kind.live && live(kind.live) });
}

/** A kind of source that nothing is registered for. */
export class UnknownSourceKindError extends Error {
  readonly code = 'HEARTBEAT_SOURCE_KIND_UNKNOWN';

  constructor(kind: string) {
    super(`no source of kind ${JSON.stringify(kind)} is registered`);
    this.name = 'UnknownSourceKindError';
  }
}
