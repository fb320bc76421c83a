import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kongPage } from '../support/scrape-scene.js';
import { HeartbeatService, type DetailsAnswer } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const ECHO = '/eni/echo/v1';
const SILENT_FOR_MS = 45_000;

type Evidence = DetailsAnswer['evidence'][number];

/** Gateways of a zone: a page whose counts grow by so many a tenth of a second, successes and failures. */
class Zone {
  readonly #counts = { 'eni-echo-v1 200': 1_000_000, 'eni-echo-v1 503': 70_000 };
  readonly #traffic: NodeJS.Timeout;
  #server: Server | undefined;
  #port = 0;

  constructor(successes: number, failures: number) {
    this.#traffic = setInterval(() => {
      this.#counts['eni-echo-v1 200'] += successes;
      this.#counts['eni-echo-v1 503'] += failures;
    }, 100);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/metrics`;
  }

  async listen(): Promise<void> {
    this.#server = createServer((_, response) => response.end(kongPage(this.#counts)));
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Its gateways serve on, but cannot be scraped. */
  hide(): void {
    this.#server?.close().closeAllConnections();
  }

  end(): void {
    clearInterval(this.#traffic);
    this.hide();
  }
}

describe('two gateway-scrape sources, of which the failing one falls silent', () => {
  const good = new Zone(5, 0);
  const failing = new Zone(3, 2);
  let service: HeartbeatService;

  beforeAll(async () => {
    await Promise.all([good.listen(), failing.listen()]);
    const zone = (name: string, { url }: Zone) => {
      return { kind: 'gateway-scrape', name, dialect: 'kong', scrapeEvery: '1s', urls: [url] };
    };
    service = await HeartbeatService.start({
      window: { length: '30s', bucket: '1s' },
      evaluation: { every: '1s', staleAfter: '5s' },
      apis: { basePaths: [ECHO] },
      sources: [zone('good', good), zone('failing', failing)],
    });
  }, 30_000);

  afterAll(async () => {
    await service.process.remove();
    good.end();
    failing.end();
  });

  it('is DOWN as long as its counts say so, then UNKNOWN, DOWN when it is back, and at no time UP', async () => {
    await eventually('DOWN', 60_000, async () => (await service.verdict(ECHO)).startsWith('DOWN'));
    failing.hide();
    const verdicts = new Set<string>();
    for (const untilMs = Date.now() + SILENT_FOR_MS; Date.now() < untilMs; await sleep(100))
      verdicts.add(await service.verdict(ECHO));
    // An answer between two evaluations may be the first to find it stale.
    verdicts.delete('UNKNOWN stale-source');
    expect([...verdicts].toSorted()).toEqual(['DOWN success-ratio', 'UNKNOWN partial-source']);
    const details = (await service.details(ECHO))!;
    expect(`${details.status} ${details.reason}`).toBe('UNKNOWN partial-source');
    const [fresh, silent] = details.evidence as [Evidence, Evidence];
    expect([fresh.problem, silent.problem]).toEqual([undefined, expect.stringContaining('connection-refused')]);
    expect(Date.parse(fresh.asOf!) - Date.parse(silent.asOf!)).toBeGreaterThan(SILENT_FOR_MS - 5_000);
    // Nothing of it is left in the window but what may have been: 50 a second.
    expect(silent).toMatchObject({ requests: 0 });
    expect(silent.uncertain.failures).toBeGreaterThan(1_000);
    // Evidence goes on after the evaluation whose totals stand beside it.
    expect(Math.abs(details.requests - fresh.requests)).toBeLessThan(150);
    await failing.listen();
    await eventually('DOWN again', 60_000, async () => (await service.verdict(ECHO)).startsWith('DOWN'));
  }, 180_000);
});
