import { Counter, type Registry } from 'prom-client';

/** Counts the reads that are answered ahead of the router: plain numbers on the way, metrics when asked for. */
export class HeartbeatsMetrics {
  readonly #early: Record<200 | 304, number> = { 200: 0, 304: 0 };

  constructor(registry: Registry) {
    const early = this.#early;
    const counter = new Counter({
      name: 'heartbeat_early_answers_total',
      help: 'GET /heartbeats answered ahead of the router, by status.',
      labelNames: ['status'],
      registers: [],
      collect(): void {
        for (const status of [200, 304] as const) {
          this.inc({ status }, early[status]);
          early[status] = 0;
        }
      },
    });
    registry.registerMetric(counter);
  }

  answeredEarly(status: 200 | 304): void {
    this.#early[status]++;
  }
}
