import { HttpModule, HttpService } from '@nestjs/axios';
import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { TASK_SCHEDULE, type TaskSchedule } from '../clock/task-schedule.js';
import { LOG, type Log } from '../telemetry/log.js';
import { METRICS } from '../telemetry/metrics.js';
import { HealthController } from './health.controller.js';
import { READINESS, type Readiness } from './readiness.js';
import { Watchdog } from './watchdog.service.js';
import type { WatchdogSettings } from './watchdog.settings.js';
import { WELLNESS, type Wellness } from './wellness.js';

/** Where readiness and wellness come from, and who is told of the latter. */
export interface HealthModuleOptions {
  readonly imports: DynamicModule[];
  /** Makes the `Readiness` from what `imports` provide. */
  readonly readiness: Pick<FactoryProvider<Readiness>, 'inject' | 'useFactory'>;
  /** Makes the `Wellness` from what `imports` provide. */
  readonly wellness: Pick<FactoryProvider<Wellness>, 'inject' | 'useFactory'>;
  readonly watchdog: WatchdogSettings;
}

type WatchdogOptions = [Wellness, TaskSchedule, Log, HttpService, Registry];

/** Liveness and readiness, and the dead man's switch. */
export class HealthModule {
  static register({ imports, readiness, wellness, watchdog }: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [HttpModule, ...imports],
      controllers: [HealthController],
      providers: [
        { provide: READINESS, ...readiness },
        { provide: WELLNESS, ...wellness },
        {
          provide: Watchdog,
          inject: [WELLNESS, TASK_SCHEDULE, LOG, HttpService, METRICS],
          useFactory: (...[well, schedule, log, http, registry]: WatchdogOptions) =>
            new Watchdog({ settings: watchdog, wellness: well, schedule, log, http, registry }),
        },
      ],
    };
  }
}
