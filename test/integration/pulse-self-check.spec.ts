import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KNOWN_MS, ProbingService, STALE_AFTER_MS, SUSPECT_MS, TARGETS } from '../support/servers/probing-service.js';
import { eventually } from '../support/servers/real-process.js';
import { SwitchableGateway } from '../support/servers/switchable-gateway.js';

const DOWN_MS = 75_000;
const ALL_SUSPECT = { 'UNKNOWN prober-suspect': TARGETS };

describe('Pulse with 500 targets', () => {
  const gateway = new SwitchableGateway();
  const services: ProbingService[] = [];
  let service: ProbingService;
  /** Its gateway has a name that nobody resolves. */
  let nameless: ProbingService;

  const start = async (url: string): Promise<ProbingService> => {
    const started = await ProbingService.start(url);
    services.push(started);
    return started;
  };

  beforeAll(async () => {
    await gateway.open();
    [service, nameless] = await Promise.all([start(gateway.url), start('http://gateway.heartbeat.invalid:8000')]);
  }, 30_000);

  afterAll(async () => {
    for (const each of services) await each.remove();
    await gateway.close();
  });

  it('is sure of all of them while the gateway answers', async () => {
    await service.allAre('UP', KNOWN_MS);
    expect(await service.metric('heartbeat_pulse_suspect{')).toBe('0');
  }, 40_000);

  it('suspects itself, with one signal, when no name can be resolved', async () => {
    await nameless.allAreSuspect();
    expect(nameless.signals()).toEqual([
      expect.objectContaining({ message: expect.stringContaining('suspects itself') }),
    ]);
    expect(await nameless.metric('heartbeat_pulse_suspect{')).toBe('1');
  }, 30_000);

  it('suspects itself, with one signal and nothing DOWN, when every connection is refused', async () => {
    const seen = new Set<string>();
    const look = async (): Promise<Readonly<Record<string, number>>> => {
      const statuses = await service.statuses();
      for (const status of Object.keys(statuses)) seen.add(status);
      return statuses;
    };
    await gateway.close();
    await eventually('all are suspect', SUSPECT_MS, async () => (await look())['UNKNOWN'] === TARGETS);
    // What was seen before is stale by now; the reason stays that of the prober.
    await sleep(STALE_AFTER_MS);
    await look();
    expect([await service.verdicts(), seen.has('DOWN')]).toEqual([ALL_SUSPECT, false]);
    expect(service.signals()).toEqual([
      expect.objectContaining({
        source: 'pulse',
        targets: TARGETS,
        found: expect.stringContaining('cannot be reached'),
      }),
    ]);
    expect(await service.metric('heartbeat_pulse_suspect{')).toBe('1');
  }, 60_000);

  it('says DOWN of all when the gateway is there again and answers 503', async () => {
    gateway.status = 503;
    await gateway.open();
    await service.allAre('DOWN', DOWN_MS);
    expect(service.signals().length).toBe(1);
    expect(await service.metric('heartbeat_pulse_suspect{')).toBe('0');
  }, 90_000);
});
