import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoverFolder } from '../support/pulse-rover.js';
import { freePort } from '../support/servers/free-port.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const TARGETS = 500;
const A_FILE = 100;
const STALE_AFTER_MS = 12_000;
/** A window of two thirds of its probes decides. */
const KNOWN_MS = 25_000;
const SUSPECT_MS = 15_000;
const DOWN_MS = 75_000;

/** A gateway in front of 500 APIs that a test can take away, and bring back at the same port. */
class SwitchableGateway {
  status = 200;
  #server: Server | undefined;

  constructor(readonly port: number) {}

  async open(): Promise<void> {
    this.#server = createServer((_, response) => response.writeHead(this.status).end('ok'));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
  }
}

describe('Pulse with 500 targets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-pulse-'));
  const services: HeartbeatService[] = [];
  let gateway: SwitchableGateway;
  let service: HeartbeatService;
  /** Its gateway has a name that nobody resolves. */
  let nameless: HeartbeatService;

  const start = async (url: string): Promise<HeartbeatService> => {
    const started = await HeartbeatService.start({
      window: { length: '20s', bucket: '5s' },
      evaluation: { every: '1s', staleAfter: `${STALE_AFTER_MS}ms` },
      apis: { rovers: join(folder, 'rovers') },
      sources: [{ kind: 'pulse', name: 'pulse', gateways: { default: url }, interval: '5s', timeout: '2s' }],
    });
    services.push(started);
    return started;
  };
  const statuses = async (of = service): Promise<Record<string, number>> => {
    const heartbeats = (await (await fetch(`${of.url}/heartbeats`)).json()) as { status: string }[];
    const counts: Record<string, number> = {};
    for (const { status } of heartbeats) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };
  const allAre = (status: string, withinMs: number): Promise<unknown> =>
    eventually(`all are ${status}`, withinMs, async () => (await statuses())[status] === TARGETS);
  const allAreSuspect = async (of = service): Promise<boolean> => {
    const verdicts = await Promise.all([0, 199, 499].map((index) => of.verdict(`/eni/api-${index}/v1`)));
    const suspected = verdicts.every((each) => each === 'UNKNOWN prober-suspect');
    return suspected && (await statuses(of))['UNKNOWN'] === TARGETS;
  };
  const signals = (of = service): Record<string, unknown>[] =>
    of.process.output
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const metric = async (name: string, of = service): Promise<string | undefined> => {
    const page = await (await fetch(`${of.url}/metrics`)).text();
    return page
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.split(' ')
      .at(-1);
  };

  beforeAll(async () => {
    const rovers = new RoverFolder(folder);
    for (let first = 0; first < TARGETS; first += A_FILE) {
      const basePaths = Array.from({ length: A_FILE }, (_, index) => `/eni/api-${first + index}/v1`);
      rovers.write(`team-${first}`, Object.fromEntries(basePaths.map((each) => [each, {}])));
    }
    gateway = new SwitchableGateway(await freePort());
    await gateway.open();
    [service, nameless] = await Promise.all([
      start(`http://127.0.0.1:${gateway.port}`),
      start('http://gateway.heartbeat.invalid:8000'),
    ]);
  }, 30_000);

  afterAll(async () => {
    for (const each of services) await each.process.remove();
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  it('is sure of all of them while the gateway answers', async () => {
    await allAre('UP', KNOWN_MS);
    expect(await metric('heartbeat_pulse_suspect{')).toBe('0');
  }, 40_000);

  it('suspects itself, with one signal, when no name can be resolved', async () => {
    await eventually('all are suspect', SUSPECT_MS, () => allAreSuspect(nameless));
    expect(signals(nameless)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('suspects itself') }),
    ]);
    expect(await metric('heartbeat_pulse_suspect{', nameless)).toBe('1');
  }, 30_000);

  it('suspects itself, with one signal and nothing DOWN, when every connection is refused', async () => {
    const seen = new Set<string>();
    await gateway.close();
    await eventually('all are suspect', SUSPECT_MS, async () => {
      for (const status of Object.keys(await statuses())) seen.add(status);
      return allAreSuspect();
    });
    // What was seen before is stale by now; the reason stays that of the prober.
    await sleep(STALE_AFTER_MS);
    for (const status of Object.keys(await statuses())) seen.add(status);
    expect([await allAreSuspect(), seen.has('DOWN')]).toEqual([true, false]);
    expect(signals()).toEqual([
      expect.objectContaining({
        source: 'pulse',
        targets: TARGETS,
        found: expect.stringContaining('cannot be reached'),
      }),
    ]);
    expect(await metric('heartbeat_pulse_suspect{')).toBe('1');
  }, 60_000);

  it('says DOWN of all when the gateway is there again and answers 503', async () => {
    gateway.status = 503;
    await gateway.open();
    await allAre('DOWN', DOWN_MS);
    expect(signals().length).toBe(1);
    expect(await metric('heartbeat_pulse_suspect{')).toBe('0');
  }, 90_000);
});
