import { Counter, type Registry } from 'prom-client';
import type { LookUpObserver } from './name-resolver.js';

const LOOK_UPS = 'heartbeat_name_lookups_total';
const FORGOTTEN = 'heartbeat_name_answers_forgotten_total';

/** Counts the look-ups of names; several guards of one process share the counters. */
export class EgressMetrics implements LookUpObserver {
  readonly #lookUps: Counter<'outcome'>;
  readonly #forgotten: Counter;

  constructor(registry: Registry) {
    this.#lookUps = counter(registry, LOOK_UPS, 'Look-ups of names at name servers, by outcome.', ['outcome']);
    this.#forgotten = counter(registry, FORGOTTEN, 'Kept answers of name servers dropped because of too many names.');
  }

  lookedUp(outcome: Parameters<LookUpObserver['lookedUp']>[0]): void {
    this.#lookUps.inc({ outcome });
  }

  forgotten(): void {
    this.#forgotten.inc();
  }
}

function counter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[] = [],
): Counter<Label> {
  const known = registry.getSingleMetric(name) as Counter<Label> | undefined;
  return known ?? new Counter({ name, help, labelNames, registers: [registry] });
}
