import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundTask } from '../platform/tasks/background-task.js';
import { EVALUATOR, type Evaluator } from './evaluator.js';

/** Starts the evaluation with the service, and ends it when the service has answered its last request. */
@Injectable()
export class EvaluationService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: BackgroundTask;

  constructor(@Inject(EVALUATOR) evaluator: Evaluator) {
    this.#rounds = new BackgroundTask((signal) => evaluator.run(signal));
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.#rounds.stop();
  }
}
