import type { DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CLOCK } from './clock.js';
import { NestSchedule } from './nest-schedule.service.js';
import { SystemClock } from './system-clock.js';
import { TASK_SCHEDULE } from './task-schedule.js';

/** The clock and the schedule, for every module. */
export class ClockModule {
  static register(): DynamicModule {
    return {
      module: ClockModule,
      global: true,
      imports: [ScheduleModule.forRoot()],
      providers: [
        { provide: CLOCK, useClass: SystemClock },
        { provide: TASK_SCHEDULE, useClass: NestSchedule },
      ],
      exports: [CLOCK, TASK_SCHEDULE],
    };
  }
}
