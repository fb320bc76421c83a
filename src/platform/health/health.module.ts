import { HttpModule, HttpService } from '@nestjs/axios';
import type { DynamicModule } from '@nestjs/common';
import { TASK_SCHEDULE } from '../clock/task-schedule.js';
import { type ProvidedPart, provide } from '../injection/token.js';
import { LOG } from '../telemetry/log.js';
import { METRICS } from '../telemetry/metrics.js';
import { HealthController } from './health.controller.js';
import { WELLNESS, type Readiness, type Wellness } from './readiness.js';
import { Watchdog } from './watchdog.service.js';
import type { WatchdogSettings } from './watchdog.settings.js';

/** Where readiness and wellness come from, and who is notified of the latter. */
export interface HealthModuleOptions {
  readonly imports: DynamicModule[];
  /** Provides READINESS from what `imports` provide. */
  readonly readiness: ProvidedPart<Readiness>;
  /** Provides WELLNESS from what `imports` provide. */
  readonly wellness: ProvidedPart<Wellness>;
  readonly watchdog: WatchdogSettings;
}

const WATCHDOG_PARTS = {
  wellness: WELLNESS,
  schedule: TASK_SCHEDULE,
  log: LOG,
  http: HttpService,
  registry: METRICS,
};

/** Liveness and readiness, and the dead man's switch. */
export class HealthModule {
  static register({ imports, readiness, wellness, watchdog }: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [HttpModule, ...imports],
      controllers: [HealthController],
      providers: [
        readiness,
        wellness,
        provide(Watchdog, WATCHDOG_PARTS, (parts) => new Watchdog({ ...parts, settings: watchdog })),
      ],
    };
  }
}
