import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { LOG, type Log } from '../telemetry/log.js';
import type { ScheduledTask, TaskSchedule } from './task-schedule.js';
import { sharedAbort } from './shared-abort.js';

/**
 * Schedules by the intervals of `@nestjs/schedule`, on real time. They end before the HTTP server has sent its last
 * answer: what has to go on until then is a `BackgroundTask`.
 */
@Injectable()
export class NestSchedule implements TaskSchedule, BeforeApplicationShutdown {
  readonly #stop = sharedAbort();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(
    @Inject(SchedulerRegistry) private readonly intervals: SchedulerRegistry,
    @Inject(LOG) private readonly log: Log,
  ) {}

  every(task: ScheduledTask): void {
    const fire = (): void => this.#fire(task);
    this.intervals.addInterval(task.name, setInterval(fire, task.everyMs));
    if (task.atOnce) fire();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#underWay.values());
  }

  #fire(task: ScheduledTask): void {
    if (this.#stop.signal.aborted || this.#underWay.has(task.name)) return;
    this.#underWay.set(task.name, this.#run(task));
  }

  async #run(task: ScheduledTask): Promise<void> {
    try {
      // Otherwise a task that throws at once would be over before it is noted as running.
      await Promise.resolve();
      await task.run(this.#stop.signal);
    } catch (error) {
      this.log.error('scheduled task failed', { task: task.name, error });
    } finally {
      this.#underWay.delete(task.name);
    }
  }
}
