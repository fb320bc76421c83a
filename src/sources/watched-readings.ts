import { Gauge, type Registry } from 'prom-client';
import type { Log } from '../platform/telemetry/log.js';
import { shownName } from './dialects/shown-name.js';
import { GatewayReadings } from './gateway-readings.js';
import type { SourceSettings } from './source.settings.js';

/** The readings of all sources of the settings; the log says once which sources read one gateway, and a metric how many. */
export function watchedReadings(
  sources: readonly SourceSettings[],
  { log, metrics }: { readonly log: Log; readonly metrics: Registry },
): GatewayReadings {
  const names = sources.map(({ name }) => name);
  const readings = new GatewayReadings(names, ({ address, sources: readers }) =>
    log.warn('a gateway is read by several sources; one of them counts it', {
      sources: readers,
      instance: shownName(address),
    }),
  );
  const left = new Gauge({
    name: 'heartbeat_source_instances_left_to_others',
    help: 'Gateway instances that this source reads and another one counts.',
    labelNames: ['source'],
    registers: [],
    collect() {
      for (const source of names) this.set({ source }, readings.leftToOthers(source));
    },
  });
  metrics.registerMetric(left);
  return readings;
}
