import { token } from '../platform/injection/token.js';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { BackgroundTask } from '../platform/tasks/background-task.js';
import { LOG, type Log } from '../platform/telemetry/log.js';
import { EVIDENCE_SINKS, type EvidenceSink, type EvidenceSinks, type Source } from './evidence.js';

export const SOURCES = token<readonly Source[]>('Sources');

/** A source that ended by a fault of its own is started again after this long. */
const RESTART_AFTER_MS = 5_000;

/** Runs every configured source into its sink for as long as the service lives. */
@Injectable()
export class SourceRunner implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #feeds: { source: Source; sink: EvidenceSink }[] = [];
  #tasks: readonly BackgroundTask[] = [];

  constructor(
    @Inject(SOURCES) private readonly sources: readonly Source[],
    @Inject(EVIDENCE_SINKS) private readonly sinks: EvidenceSinks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Before anything runs, so that the first evaluation knows which sources it has to hear. */
  onModuleInit(): void {
    for (const source of this.sources) this.#feeds.push({ source, sink: this.sinks.open(source) });
  }

  onApplicationBootstrap(): void {
    this.#tasks = this.#feeds.map(
      ({ source, sink }) => new BackgroundTask((signal) => this.#keepRunning(source, sink, signal)),
    );
    for (const task of this.#tasks) task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.stop()));
  }

  async #keepRunning(source: Source, sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await source.run(sink, signal);
      } catch (error) {
        sink.fault({ code: 'source-crashed', detail: 'the source ended by a fault of its own', effect: 'ages' });
        this.log.error('source crashed', { source: source.name, error });
      }
      await this.clock.sleep(RESTART_AFTER_MS, signal);
    }
  }
}
