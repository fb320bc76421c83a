import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CATALOGUE, type Catalogue, type CatalogueVersion } from '../catalogue/catalogue.js';
import { yieldToEventLoop } from '../platform/clock/yield-to-event-loop.js';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { TASK_SCHEDULE, type TaskSchedule } from '../platform/clock/task-schedule.js';
import { EVIDENCE_WINDOW, type EvidenceWindow } from './evidence-window.js';

const FORGET_EVERY_MS = 60_000;

/** Keeps the base paths of the window in step with the catalogue, and drops those that are neither declared nor known to a source. */
@Injectable()
export class WindowUpkeep implements OnModuleInit, OnModuleDestroy {
  #unsubscribe: () => void = () => undefined;
  /** The newest version that has not been taken over yet. */
  #waiting: CatalogueVersion | undefined;
  #working = false;

  constructor(
    @Inject(EVIDENCE_WINDOW) private readonly window: EvidenceWindow,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TASK_SCHEDULE) private readonly schedule: TaskSchedule,
  ) {}

  onModuleInit(): void {
    this.window.declare(this.catalogue.current().declarations, this.clock.now());
    this.#unsubscribe = this.catalogue.onChange((version) => {
      this.#waiting = version;
      void this.#work();
    });
    this.schedule.every({ name: 'window upkeep', everyMs: FORGET_EVERY_MS, run: () => this.forget() });
  }

  onModuleDestroy(): void {
    this.#unsubscribe();
    this.#waiting = undefined;
  }

  /** Drops base paths that are neither declared nor known to a source. */
  async forget(): Promise<void> {
    if (!this.#working) await this.#inTurns(this.window.forgetting(() => this.clock.now()));
    await this.#work();
  }

  /** Takes versions over one after another, the newest at last. */
  async #work(): Promise<void> {
    while (this.#waiting && !this.#working) {
      const { declarations } = this.#waiting;
      this.#waiting = undefined;
      await this.#inTurns(this.window.declaring(declarations, () => this.clock.now()));
    }
  }

  /** Takes the steps of one task, with a turn of the event loop after each. */
  async #inTurns(steps: Iterable<void>): Promise<void> {
    this.#working = true;
    try {
      for (const step of steps) {
        void step;
        await yieldToEventLoop();
      }
    } finally {
      this.#working = false;
    }
  }
}
