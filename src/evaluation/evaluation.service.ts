import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EVALUATOR, type Evaluator } from './evaluator.js';

/** Starts the evaluation with the service, and ends it when the service has answered its last request. */
@Injectable()
export class EvaluationService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(@Inject(EVALUATOR) private readonly evaluator: Evaluator) {}

  onApplicationBootstrap(): void {
    this.#running = this.evaluator.run(this.#stop.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
