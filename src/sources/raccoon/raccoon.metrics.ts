import { Gauge, type Registry } from 'prom-client';
import type { Flavour } from './flavour.js';

const NAME = 'heartbeat_source_flavour_info';

const SUMMED = 'heartbeat_source_summed';

type FlavourGauge = Gauge<'source' | 'flavour' | 'version'>;

/** Shows on `/metrics` which server a source talks to. */
export class FlavourMetric {
  readonly #gauge: FlavourGauge;
  #labels: { source: string; flavour: string; version: string } | undefined;

  constructor(
    private readonly source: string,
    registry: Registry,
  ) {
    this.#gauge = (registry.getSingleMetric(NAME) as FlavourGauge | undefined) ?? create(registry);
  }

  show({ name, version = '' }: Flavour): void {
    if (this.#labels) this.#gauge.remove(this.#labels);
    this.#labels = { source: this.source, flavour: name, version };
    this.#gauge.set(this.#labels, 1);
  }
}

function create(registry: Registry): FlavourGauge {
  return new Gauge({
    name: NAME,
    help: 'Which server the source asks, as labels; 1.',
    labelNames: ['source', 'flavour', 'version'],
    registers: [registry],
  });
}

/** A gauge on `/metrics` of whether a source reads sums, by source; made once for each registry. */
export function summedGauge(registry: Registry): Gauge<'source'> {
  const known = registry.getSingleMetric(SUMMED) as Gauge<'source'> | undefined;
  const help = 'Whether the source reads sums because the series are too many: 1, or 0.';
  return known ?? new Gauge({ name: SUMMED, help, labelNames: ['source'], registers: [registry] });
}
