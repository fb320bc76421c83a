import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ACCESS_CONTROL, type AccessControl } from '../../accounts/access-control.js';
import { CLOCK, type Clock } from '../../platform/clock/clock.js';
import { BackgroundTask } from '../../platform/tasks/background-task.js';
import { ROVER_WRITES, type RoverWrites } from './rover-writes.js';

/** Often enough that other processes do not think we are gone, and that we soon take over from one that is. */
const KEEP_EVERY_MS = 2_000;

/** Keeps the stored Rovers to this process while it runs, if anyone may write at all; else follows the one that writes. */
@Injectable()
export class RoverUpkeep implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #task = new BackgroundTask((signal) => this.#keep(signal));

  constructor(
    @Inject(ROVER_WRITES) private readonly writes: RoverWrites,
    @Inject(ACCESS_CONTROL) private readonly access: AccessControl,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The stored Rovers are in force before anything is evaluated or served. */
  async onModuleInit(): Promise<void> {
    await this.writes.open();
  }

  onApplicationBootstrap(): void {
    this.#task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#task.stop();
    await this.writes.close();
  }

  async #keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.clock.sleep(KEEP_EVERY_MS, signal);
      if (signal.aborted) return;
      await (this.access.anybody ? this.writes.keep() : this.writes.follow());
    }
  }
}
