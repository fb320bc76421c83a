import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the sources that read gateway metrics have in common on `/metrics`; made once for each registry. */
export interface TrafficMetrics {
  readonly readSeconds: Histogram<'source'>;
  readonly reads: Counter<'source' | 'result'>;
  readonly freshness: Gauge<'source'>;
  readonly skew: Gauge<'source'>;
  readonly series: Gauge<'source'>;
  readonly unmapped: Gauge<'source'>;
  readonly collisions: Gauge<'source'>;
  readonly dropped: Counter<'source' | 'why'>;
  readonly requests: Gauge<'source' | 'outcome'>;
}

const made = new WeakMap<Registry, TrafficMetrics>();

/** The metrics of all traffic sources in a registry. */
export function trafficMetrics(registry: Registry): TrafficMetrics {
  const metrics = made.get(registry) ?? create([registry]);
  made.set(registry, metrics);
  return metrics;
}

function create(registers: Registry[]): TrafficMetrics {
  return { ...readMetrics(registers), ...seriesMetrics(registers) };
}

function readMetrics(registers: Registry[]) {
  return {
    readSeconds: new Histogram({
      name: 'heartbeat_source_read_duration_seconds',
      help: 'Time of one poll or scrape, parsing included.',
      labelNames: ['source'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    reads: new Counter({
      name: 'heartbeat_source_reads_total',
      help: 'Polls and scrapes by result: good, partial, failed.',
      labelNames: ['source', 'result'],
      registers,
    }),
    dropped: new Counter({
      name: 'heartbeat_source_dropped_series_total',
      help: 'Series left out: duplicates, beyond the limits, or with an invalid number (all of a combination of labels).',
      labelNames: ['source', 'why'],
      registers,
    }),
  };
}

function seriesMetrics(registers: Registry[]) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['source'], registers });
  return {
    freshness: gauge('heartbeat_source_newest_evidence_timestamp_seconds', 'When the newest evidence was taken.'),
    skew: gauge('heartbeat_source_clock_skew_seconds', 'How far the clock of the source is ahead of ours.'),
    series: gauge('heartbeat_source_series', 'Series in the newest good answer.'),
    unmapped: gauge('heartbeat_unmapped_series', 'Names in the newest answer that belong to no declared base path.'),
    collisions: gauge('heartbeat_colliding_series', 'Names in the newest answer that several base paths claim.'),
    requests: new Gauge({
      name: 'heartbeat_source_requests',
      help: 'Requests in the newest window or scrape that count for no base path: excluded, unclassified, unattributed.',
      labelNames: ['source', 'outcome'],
      registers,
    }),
  };
}
