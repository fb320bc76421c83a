import type { DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import type { HeartbeatSettings } from './config/heartbeat.settings.js';
import { LiveSettings, type SettingsOrigin } from './config/live-settings.js';
import { LIVE_SETTINGS, SettingsWatch } from './config/settings-watch.service.js';
import { BOARD, type Board } from './evaluation/board.js';
import { DeclarationsModule } from './declarations/declarations.module.js';
import { ORIGINS } from './declarations/origins.js';
import { EvaluationModule } from './evaluation/evaluation.module.js';
import { HeartbeatsModule } from './heartbeats/heartbeats.module.js';
import { ClockModule } from './platform/clock/clock.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { READINESS, type Readiness, WELLNESS, type Wellness } from './platform/health/readiness.js';
import type { Drain } from './platform/http/drain.js';
import { HttpModule } from './platform/http/http.module.js';
import { provide } from './platform/injection/token.js';
import { dataFolderOf } from './platform/storage/storage.settings.js';
import type { Log } from './platform/telemetry/log.js';
import { TelemetryModule } from './platform/telemetry/telemetry.module.js';
import { EXPOSURE_BLOCKS } from './sources/source-kinds.js';
import { type SourceLimits, SourcesModule } from './sources/sources.module.js';
import { WindowModule } from './window/window.module.js';

/** Rounds of evaluation that may be missed before something is wrong. */
const MISSED_ROUNDS = 6;

/** What the application is given besides its settings. */
export interface AppOptions {
  readonly log: Log;
  readonly drain: Drain;
  /** Where the settings came from; absent where nothing is to be watched. */
  readonly origin?: SettingsOrigin;
}

/** The whole application, in the order of the data's path. */
export class AppModule {
  static register(settings: HeartbeatSettings, options: AppOptions): DynamicModule {
    const live = new LiveSettings(settings, options.origin);
    const maximumBasePaths = settings.apis.maximum;
    const declarations = DeclarationsModule.register({
      settings: settings.apis,
      dataFolder: dataFolderOf(settings.storage),
      blocks: EXPOSURE_BLOCKS,
      catalogue: CatalogueModule.register({ maximum: maximumBasePaths, origins: ORIGINS.map(({ name }) => name) }),
    });
    const window = WindowModule.register({ settings: settings.window, maximumBasePaths, catalogue: declarations });
    const evaluation = EvaluationModule.register({ settings: settings.evaluation, window });
    const sources = SourcesModule.register({
      settings: settings.sources,
      limits: limitsOf(settings),
      live: (setting) => live.of(setting),
      imports: [declarations, window],
    });
    const heartbeats = HeartbeatsModule.register({ prefix: settings.http.prefix, evaluation, window });
    const readiness = provide(READINESS, { board: BOARD }, evaluatedOnce);
    const wellness = provide(WELLNESS, { board: BOARD }, evaluatingWithin(MISSED_ROUNDS * settings.evaluation.everyMs));
    return {
      module: AppModule,
      imports: [
        ClockModule.register(),
        TelemetryModule.register(options.log),
        HttpModule.register(options.drain),
        AccountsModule.register(settings.access),
        declarations,
        window,
        sources,
        ...SourcesModule.routes(sources),
        evaluation,
        heartbeats,
        HealthModule.register({ imports: [evaluation], readiness, wellness, watchdog: settings.watchdog }),
      ],
      providers: [{ provide: LIVE_SETTINGS, useValue: live }, SettingsWatch],
    };
  }
}

function limitsOf({ window, evaluation, apis, storage }: HeartbeatSettings): SourceLimits {
  const { lengthMs: windowMs, bucketMs } = window;
  const dataFolder = dataFolderOf(storage);
  return { windowMs, bucketMs, staleAfterMs: evaluation.staleAfterMs, maximumBasePaths: apis.maximum, dataFolder };
}

function evaluatedOnce({ board }: { board: Board }): Readiness {
  return { notReadyBecause: () => (board.evaluated() ? undefined : 'nothing has been evaluated yet') };
}

function evaluatingWithin(limitMs: number): (parts: { board: Board }) => Wellness {
  return ({ board }) => ({
    notWellBecause: () => {
      const agoMs = board.evaluatedAgoMs();
      if (agoMs === undefined) return 'nothing has been evaluated yet';
      return agoMs > limitMs ? `the last evaluation was ${Math.round(agoMs / 1_000)} s ago` : undefined;
    },
  });
}
