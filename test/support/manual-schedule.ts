import type { Clock } from '../../src/platform/clock/clock.js';
import type { ScheduledTask, TaskSchedule } from '../../src/platform/clock/task-schedule.js';
import { BackgroundTask } from '../../src/platform/tasks/background-task.js';
import type { Log } from '../../src/platform/telemetry/log.js';

/** A schedule by a clock that the test moves. */
export class ManualSchedule implements TaskSchedule {
  readonly #loops: BackgroundTask[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly log?: Log,
  ) {}

  every(task: ScheduledTask): void {
    const loop = new BackgroundTask((signal) => this.#repeat(task, signal));
    loop.start();
    this.#loops.push(loop);
  }

  /** Ends all tasks, as the end of the service does. */
  async end(): Promise<void> {
    await Promise.all(this.#loops.map((each) => each.stop()));
  }

  async #repeat(task: ScheduledTask, signal: AbortSignal): Promise<void> {
    let dueMs = this.clock.now().monotonicMs + (task.atOnce ? 0 : task.everyMs);
    for (;;) {
      await this.clock.sleep(dueMs - this.clock.now().monotonicMs, signal);
      if (signal.aborted) return;
      try {
        await task.run(signal);
      } catch (error) {
        this.log?.error('scheduled task failed', { task: task.name, error });
      }
      while (dueMs <= this.clock.now().monotonicMs) dueMs += task.everyMs;
    }
  }
}
