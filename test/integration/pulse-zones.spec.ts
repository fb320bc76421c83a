import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoverFolder } from '../support/pulse-rover.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';
import { SwitchableGateway } from '../support/servers/switchable-gateway.js';

const SUSPECT_MS = 15_000;
const BACK_MS = 45_000;
/** More than the evidence from before is fresh for. */
const STALE_MS = 13_000;
const A_WHILE_MS = 4_000;

const SIZES = { small: 12, large: 30 };
type Zone = keyof typeof SIZES;
const pathsOf = (zone: Zone): string[] => Array.from({ length: SIZES[zone] }, (_, index) => `/${zone}/api-${index}/v1`);

describe('Pulse with two zones, each with a gateway of its own', () => {
  const gateways = { small: new SwitchableGateway(), large: new SwitchableGateway() };
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-zones-'));
  let service: HeartbeatService;

  beforeAll(async () => {
    await Promise.all(Object.values(gateways).map((each) => each.open()));
    const rovers = new RoverFolder(folder);
    for (const zone of ['small', 'large'] as const)
      rovers.write(zone, Object.fromEntries(pathsOf(zone).map((each) => [each, {}])), zone);
    const urls = { small: gateways.small.url, large: gateways.large.url };
    service = await HeartbeatService.start({
      window: { length: '20s', bucket: '5s' },
      evaluation: { every: '1s', staleAfter: '12s' },
      apis: { rovers: rovers.path },
      sources: [{ kind: 'pulse', name: 'pulse', gateways: urls, interval: '5s', timeout: '2s' }],
    });
  }, 30_000);

  afterAll(async () => {
    await service.process.remove();
    await Promise.all(Object.values(gateways).map((each) => each.close()));
    rmSync(folder, { recursive: true });
  });

  const verdictsOf = async (zone: Zone): Promise<string> => {
    const all = await Promise.all(pathsOf(zone).map((each) => service.verdict(each)));
    return [...new Set(all)].join(', ');
  };
  const becomes = (zone: Zone, verdict: string, withinMs: number): Promise<unknown> =>
    eventually(`${zone} is ${verdict}`, withinMs, async () => (await verdictsOf(zone)) === verdict);
  const suspectedZones = (): unknown[] =>
    service.process.output
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
      .map((line) => (JSON.parse(line) as { zone?: string }).zone);
  const suspects = async (): Promise<string[]> => {
    const page = await (await fetch(`${service.url}/metrics`)).text();
    return page.split('\n').filter((line) => line.startsWith('heartbeat_pulse_suspect{') && line.endsWith(' 1'));
  };

  it.each<[lost: Zone, healthy: Zone, watchedMs: number, signals: Zone[]]>([
    ['large', 'small', STALE_MS, ['large']],
    ['small', 'large', A_WHILE_MS, ['large', 'small']],
  ])(
    'suspects itself in the %s one alone, whose gateway refuses, and goes on judging the %s one',
    async (lost, healthy, watchedMs, signals) => {
      await Promise.all([becomes(lost, 'UP success-ratio', BACK_MS), becomes(healthy, 'UP success-ratio', BACK_MS)]);
      expect(await suspects()).toEqual([]);
      await gateways[lost].close();
      await becomes(lost, 'UNKNOWN prober-suspect', SUSPECT_MS);
      const seen = new Set<string>();
      for (let waitedMs = 0; waitedMs < watchedMs; waitedMs += 1_000) {
        seen.add(`${await verdictsOf(lost)}; ${await verdictsOf(healthy)}`);
        await sleep(1_000);
      }
      expect([...seen]).toEqual(['UNKNOWN prober-suspect; UP success-ratio']);
      expect(suspectedZones()).toEqual(signals);
      expect(await suspects()).toEqual([`heartbeat_pulse_suspect{source="pulse",zone="${lost}"} 1`]);
      await gateways[lost].open();
    },
    110_000,
  );
});
