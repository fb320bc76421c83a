import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the sources of kind pulse have in common on `/metrics`; made once for each registry. */
export type PulseRegistry = ReturnType<typeof create>;

const made = new WeakMap<Registry, PulseRegistry>();

/** The metrics of all pulse sources in a registry. */
export function pulseRegistry(registry: Registry): PulseRegistry {
  const metrics = made.get(registry) ?? create([registry]);
  made.set(registry, metrics);
  return metrics;
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

function create(registers: Registry[]) {
  return { ...counters(registers), ...histograms(registers), ...gauges(registers) };
}

function counters(registers: Registry[]) {
  return {
    probes: new Counter({
      name: 'heartbeat_pulse_probes_total',
      help: 'Probes by outcome and by what decided it. No-response is recorded as a failure only while the canary is healthy.',
      labelNames: ['source', 'outcome', 'cause'],
      registers,
    }),
    recorded: new Counter({
      name: 'heartbeat_pulse_observations_total',
      help: 'What became of probes: success and failure are recorded, unobserved is not.',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    skipped: new Counter({
      name: 'heartbeat_pulse_skipped_probes_total',
      help: 'Probes left out: the one before was under way or waited for its turn, it was too late, the process had been paused; or given up because others waited.',
      labelNames: ['source', 'cause'],
      registers,
    }),
    repeated: new Counter({
      name: 'heartbeat_pulse_repeated_requests_total',
      help: 'Requests sent once more on a new connection, because a kept one was silent or had been closed.',
      labelNames: ['source'],
      registers,
    }),
    budgetWaits: new Counter({
      name: 'heartbeat_pulse_budget_waits_total',
      help: 'How often probes had to wait because requestsPerSecond was used up.',
      labelNames: ['source'],
      registers,
    }),
  };
}

function histograms(registers: Registry[]) {
  return {
    lateness: new Histogram({
      name: 'heartbeat_pulse_lateness_seconds',
      help: 'How much later than planned probes start.',
      labelNames: ['source'],
      buckets: SECONDS,
      registers,
    }),
    phases: new Histogram({
      name: 'heartbeat_pulse_phase_seconds',
      help: 'Time of each phase of a probe: dns, connect, tls, first byte, and in all.',
      labelNames: ['source', 'phase'],
      buckets: SECONDS,
      registers,
    }),
  };
}

function gauges(registers: Registry[]) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['source'], registers });
  return {
    targets: gauge('heartbeat_pulse_targets', 'Targets that are asked.'),
    underWay: gauge('heartbeat_pulse_probes_in_flight', 'Probes under way.'),
    waiting: gauge('heartbeat_pulse_probes_waiting', 'Probes that wait for their turn.'),
    slowed: gauge('heartbeat_pulse_targets_slowed', 'Targets slowed down because they asked for it.'),
    canary: gauge('heartbeat_pulse_canary_healthy', '1 when the newest answer of the canary was good.'),
    suspect: new Gauge({
      name: 'heartbeat_pulse_suspect',
      help: '1 while the prober suspects itself and no verdict rests on its evidence of the zone; (outside) is for absolute addresses.',
      labelNames: ['source', 'zone'],
      registers,
    }),
    tlsDays: gauge('heartbeat_pulse_tls_days_left', 'Days until the first certificate of a target ends.'),
    tlsSoon: gauge('heartbeat_pulse_tls_ending_soon', 'Targets whose certificate ends in less than 14 days.'),
    exposures: new Gauge({
      name: 'heartbeat_pulse_exposures',
      help: 'Exposures that ask for probes, by the reason of their condition.',
      labelNames: ['source', 'cause'],
      registers,
    }),
  };
}
