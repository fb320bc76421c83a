import 'reflect-metadata';
import { afterEach, beforeEach, describe, jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { ClockModule } from '../../src/platform/clock/clock.module.js';
import { TASK_SCHEDULE, type TaskSchedule } from '../../src/platform/clock/task-schedule.js';
import { TelemetryModule } from '../../src/platform/telemetry/telemetry.module.js';
import { ManualClock } from '../support/manual-clock.js';
import { ManualSchedule } from '../support/manual-schedule.js';
import { describeSchedule } from './task-schedule.contract.js';

describeSchedule('ManualSchedule', async (log) => {
  const clock = new ManualClock();
  const schedule = new ManualSchedule(clock, log);
  return { schedule, pass: (durationMs) => clock.advance(durationMs), end: () => schedule.end() };
});

describe('The schedule of the application', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  describeSchedule('NestSchedule', async (log) => {
    class Application {}
    const imports = [ClockModule.register(), TelemetryModule.register(log)];
    const app = await NestFactory.createApplicationContext({ module: Application, imports }, { logger: false });
    return {
      schedule: app.get<TaskSchedule>(TASK_SCHEDULE, { strict: false }),
      pass: (durationMs) => jest.advanceTimersByTimeAsync(durationMs),
      end: () => app.close(),
    };
  });
});
