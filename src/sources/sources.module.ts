import { HttpModule, HttpService } from '@nestjs/axios';
import type { DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CATALOGUE, type Catalogue } from '../apis/catalogue.js';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { LOG, type Log } from '../platform/telemetry/log.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import type { Source } from './evidence.js';
import type { SourceContext } from './source-kind.js';
import { SOURCE_KINDS } from './source-kinds.js';
import { SOURCE_REQUESTS } from './source-request.js';
import { SOURCES, SourceRunner } from './source-runner.service.js';
import type { SourceSettings } from './source.settings.js';

/** What the stage needs. */
export interface SourcesModuleOptions {
  readonly settings: readonly SourceSettings[];
  readonly limits: Pick<SourceContext, 'windowMs' | 'staleAfterMs' | 'maximumBasePaths'>;
  /** Provide CATALOGUE and EVIDENCE_SINKS. */
  readonly imports: readonly DynamicModule[];
}

/** Stage 1: evidence comes in. */
export class SourcesModule {
  static register({ settings, limits, imports }: SourcesModuleOptions): DynamicModule {
    const sources = {
      provide: SOURCES,
      inject: [CATALOGUE, CLOCK, LOG, METRICS, HttpService],
      useFactory: (...[catalogue, clock, log, metrics, http]: [Catalogue, Clock, Log, Registry, HttpService]) =>
        settings.map((each) => createSource(each, { catalogue, clock, log, metrics, http: http.axiosRef, ...limits })),
    };
    const requests = HttpModule.register(SOURCE_REQUESTS);
    return {
      module: SourcesModule,
      imports: [requests, ...imports],
      providers: [sources, SourceRunner],
      exports: [SOURCES],
    };
  }
}

/** The source that the settings ask for. The settings have been validated: their kind is registered. */
export function createSource(settings: SourceSettings, context: SourceContext): Source {
  const kind = SOURCE_KINDS.find((each) => each.kind === settings.kind);
  if (!kind) throw new UnknownSourceKindError(settings.kind);
  return kind.create(settings, context);
}

/** A kind of source that nothing is registered for. */
export class UnknownSourceKindError extends Error {
  readonly code = 'HEARTBEAT_SOURCE_KIND_UNKNOWN';

  constructor(kind: string) {
    super(`no source of kind ${JSON.stringify(kind)} is registered`);
    this.name = 'UnknownSourceKindError';
  }
}
