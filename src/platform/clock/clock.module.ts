import type { DynamicModule } from '@nestjs/common';
import { CLOCK } from './clock.js';
import { SystemClock } from './system-clock.js';

/** The clock, for every module. */
export class ClockModule {
  static register(): DynamicModule {
    const clock = { provide: CLOCK, useClass: SystemClock };
    return { module: ClockModule, global: true, providers: [clock], exports: [CLOCK] };
  }
}
