import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { STATUSES, type Heartbeat, type Status } from './heartbeat.js';
import type { StatusChange } from './status-change.js';

/** The metrics of the evaluation. */
export class EvaluationMetrics {
  readonly #duration: Histogram;
  readonly #lag: Gauge;
  readonly #failures: Counter;
  readonly #perStatus: Gauge<'status'>;
  readonly #held: Gauge;
  readonly #changes: Counter<'status'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#duration = new Histogram({
      name: 'heartbeat_evaluation_duration_seconds',
      help: 'Time from the start of an evaluation round to the new board.',
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    });
    this.#lag = new Gauge({
      name: 'heartbeat_evaluation_lag_seconds',
      help: 'How late the newest evaluation round began.',
      registers,
    });
    this.#failures = new Counter({
      name: 'heartbeat_evaluation_failures_total',
      help: 'Evaluation rounds that ended with a fault.',
      registers,
    });
    this.#perStatus = new Gauge({
      name: 'heartbeat_base_paths',
      help: 'Base paths by status.',
      labelNames: ['status'],
      registers,
    });
    this.#held = new Gauge({
      name: 'heartbeat_window_base_paths',
      help: 'Base paths held in the window, declared and discovered.',
      registers,
    });
    this.#changes = new Counter({
      name: 'heartbeat_status_changes_total',
      help: 'Status changes by the new status.',
      labelNames: ['status'],
      registers,
    });
  }

  /** Notes a finished round. */
  evaluated(heartbeats: readonly Heartbeat[], durationMs: number): void {
    const counts: Record<Status, number> = { UP: 0, DOWN: 0, UNKNOWN: 0 };
    for (const { status } of heartbeats) counts[status]++;
    for (const status of STATUSES) this.#perStatus.set({ status }, counts[status]);
    this.#duration.observe(durationMs / 1_000);
  }

  lagged(lagMs: number): void {
    this.#lag.set(Math.max(0, lagMs) / 1_000);
  }

  failed(): void {
    this.#failures.inc();
  }

  held(basePaths: number): void {
    this.#held.set(basePaths);
  }

  /** Counts the status changes of a round. */
  changed(changes: readonly StatusChange[]): void {
    const counts: Partial<Record<Status, number>> = {};
    for (const { to } of changes) counts[to.status] = (counts[to.status] ?? 0) + 1;
    for (const status of STATUSES) if (counts[status]) this.#changes.inc({ status }, counts[status]);
  }
}
