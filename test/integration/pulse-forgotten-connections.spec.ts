import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';
import { RoverFolder } from '../support/pulse-rover.js';
import { ForgottenConnections } from '../support/servers/forgotten-connections.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { NetworkNamespace, whyNoNetworkNamespace } from '../support/servers/network-namespace.js';
import { describeUnless } from '../support/servers/real-process.js';

/** `HEARTBEAT_LONG_STORIES=30`: for how many minutes the long stories are told, instead of the short one. */
const LONG_MINUTES = Number(process.env['HEARTBEAT_LONG_STORIES'] ?? 0);
const LONG_MS = LONG_MINUTES * 60_000;

/** All else is as by default. The first long story is that of the field: an interval of a minute, a firewall of 45 s. */
const STORIES = {
  short: { interval: '6s', apis: 2, forgottenAfterMs: 1_000, tellingMs: 60_000, leastProbes: 15 },
  long: { interval: '1m', apis: 1, forgottenAfterMs: 45_000, tellingMs: LONG_MS, leastProbes: LONG_MINUTES - 2 },
  'long, with many APIs': {
    interval: '1m',
    apis: 12,
    forgottenAfterMs: 4_000,
    tellingMs: LONG_MS,
    leastProbes: 12 * (LONG_MINUTES - 2),
  },
};
const TOLD = LONG_MINUTES === 0 ? (['short'] as const) : (['long', 'long, with many APIs'] as const);
const ROOM_MS = 60_000;

describeUnless(whyNoNetworkNamespace(), 'Pulse, where something on the way forgets idle connections', () => {
  const ends: (() => unknown)[] = [];

  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  }, ROOM_MS);

  it.concurrent.each(TOLD)(
    'takes none of it for a failure: %s',
    async (name) => {
      const { apis, interval, forgottenAfterMs, tellingMs, leastProbes } = STORIES[name];
      const namespace = NetworkNamespace.create();
      ends.push(() => namespace.remove());
      const gateway = await ForgottenConnections.start(namespace, forgottenAfterMs);
      ends.push(() => gateway.stop());
      const { service, basePaths } = await serviceFor(gateway.url, { apis, interval, namespace });
      const seen = new Set<string>();
      const untilMs = performance.now() + tellingMs;
      while (performance.now() < untilMs) {
        await sleep(1_000);
        for (const each of basePaths) seen.add((await service.details(each))!.status);
      }
      const observed = await observations(service);
      expect([...seen].filter((status) => status !== 'UP' && status !== 'UNKNOWN')).toEqual([]);
      expect(observed).toEqual({ success: expect.any(Number), repeated: expect.any(Number) });
      expect(observed.success).toBeGreaterThanOrEqual(leastProbes);
      // A connection that nothing uses ends before a firewall of 45 s forgets it; the others are met after that.
      if (apis === 1) expect([gateway.forgotten, gateway.made >= leastProbes]).toEqual([0, true]);
      else expect([gateway.forgotten > 5, observed.repeated! > 0]).toEqual([true, true]);
    },
    Math.max(...TOLD.map((each) => STORIES[each].tellingMs)) + 2 * ROOM_MS,
  );

  async function serviceFor(
    gateway: string,
    { apis, interval, namespace }: { apis: number; interval: string; namespace: NetworkNamespace },
  ) {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-forgotten-'));
    const basePaths = Array.from({ length: apis }, (_, index) => `/eni/api-${index}/v1`);
    const rovers = new RoverFolder(folder);
    rovers.write('team', Object.fromEntries(basePaths.map((each) => [each, {}])));
    const pulse = { kind: 'pulse', name: 'pulse', gateways: { default: gateway }, interval };
    const service = await HeartbeatService.start({ apis: { rovers: rovers.path }, sources: [pulse] }, {}, namespace);
    ends.push(async () => {
      await service.process.remove();
      rmSync(folder, { recursive: true });
    });
    return { service, basePaths };
  }
});

/** What became of all probes so far, by outcome; and how many requests were sent twice. */
async function observations(service: HeartbeatService): Promise<Record<string, number>> {
  const page = await (await fetch(`${service.url}/metrics`)).text();
  const outcomes = [...page.matchAll(/^heartbeat_pulse_observations_total\{.*outcome="([^"]+)".*\} (\d+)$/gm)];
  const repeated = /^heartbeat_pulse_repeated_requests_total\{.*\} (\d+)$/m.exec(page)?.[1];
  return {
    ...Object.fromEntries(outcomes.map(([, outcome, count]) => [outcome!, Number(count)])),
    repeated: Number(repeated ?? 0),
  };
}
