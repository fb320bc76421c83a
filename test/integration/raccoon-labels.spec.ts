import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CustomDialectSettings } from '../../src/sources/dialects/custom-dialect.settings.js';
import { raccoonKind } from '../../src/sources/raccoon/raccoon.kind.js';
import { RaccoonSettings } from '../../src/sources/raccoon/raccoon.settings.js';
import { RecordingSink } from '../support/recording-sink.js';
import {
  startPrometheus,
  startPrometheus3,
  startVictoriaMetrics,
  type Monitoring,
  type ScrapeJob,
} from '../support/servers/prometheus.js';
import { describeWith, eventually } from '../support/servers/real-process.js';
import { sourceContext } from '../support/source-context.js';

const WINDOW_MS = 60_000;
const TEXT = 'text/plain; version=0.0.4';
/** What the targets have of their own, among it names that the gateway's labels have. */
const OF_THE_TARGET = { namespace: 'kong', service: 'kong-metrics', route: 'of-the-target', code: 'eu' };

/** A gateway whose series each grow with `grow`, and whose exporter negotiates names as those of Go do. */
class NegotiatingGateway {
  #count = 1_000;
  readonly #server: Server = createServer(({ headers }, response) => {
    const isUtf8 = headers.accept?.includes('escaping=allow-utf-8');
    const type = isUtf8 ? 'text/plain; version=1.0.0; escaping=allow-utf-8' : TEXT;
    response.writeHead(200, { 'content-type': type }).end(this.#page(isUtf8 === true));
  });

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** Each series gains so many, those of failures half of it. */
  grow(by: number): void {
    this.#count += by;
  }

  #page(isUtf8: boolean): string {
    const kong = (code: string): string => `kong_http_requests_total{service="s",route="eni-echo-v1",code="${code}"}`;
    const hits = (code: string): string => {
      const labels = `path="GET /eni/hits/v1/{id}",code="${code}"`;
      return isUtf8 ? `{"http.server.hits","k8s.pod-name"="p.1",${labels}}` : `http_server_hits{${labels}}`;
    };
    const lines = [kong, hits].flatMap((of) => [`${of('200')} ${this.#count}`, `${of('503')} ${this.#count / 2}`]);
    return `${lines.join('\n')}\n`;
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

function describeLabelsOn(program: string, start: typeof startPrometheus, utf8: Partial<RaccoonSettings>): void {
  describeWith([program], `Labels of the field on ${program}`, () => {
    const context = sourceContext(['/eni/echo/v1', '/eni/hits/v1'], { windowMs: WINDOW_MS, staleAfterMs: 30_000 });
    const sinks = { kong: new RecordingSink(), custom: new RecordingSink() };
    const stop = new AbortController();
    const gateways = [new NegotiatingGateway(), new NegotiatingGateway()];
    let monitoring: Monitoring;
    let running: Promise<unknown>;

    beforeAll(async () => {
      for (const gateway of gateways) await gateway.start();
      const jobs = gateways.map(({ address }, index): ScrapeJob => {
        const zone = ['a.b', 'axb'][index]!;
        return { job: `gateway-${index}`, targets: [address], labels: { ...OF_THE_TARGET, zone } };
      });
      monitoring = await start(jobs);
      const run = (sink: RecordingSink, over: Partial<RaccoonSettings>): Promise<void> => {
        const common = { name: 'raccoon', url: monitoring.url, pollEveryMs: 1_000, lagMs: 1_000 };
        return raccoonKind.create(Object.assign(new RaccoonSettings(), common, over), context).run(sink, stop.signal);
      };
      const zones = new Map([['zone', ['a.b', 'elsewhere|axb']]]);
      const metric = ['http.server.hits', 'http_server_hits'];
      const custom = Object.assign(new CustomDialectSettings(), { metric, codeLabel: 'code', pathLabel: 'path' });
      running = Promise.all([
        run(sinks.kong, { dialect: 'kong', matchers: zones }),
        run(sinks.custom, { dialect: 'custom', custom, ...utf8 }),
      ]);
    }, 30_000);

    afterAll(async () => {
      stop.abort();
      await running;
      await monitoring.process.remove();
      for (const gateway of gateways) await gateway.stop();
    });

    it('B4, B7, B8: counts what a gateway called so, in the zones that are asked for', async () => {
      for (const sink of Object.values(sinks)) await eventually('samples', 25_000, async () => sink.samples.length > 0);
      for (const gateway of gateways) gateway.grow(40);
      const echo = () => sinks.kong.window('/eni/echo/v1', WINDOW_MS);
      const hits = () => sinks.custom.window('/eni/hits/v1', WINDOW_MS);
      await eventually('the growth', 20_000, async () => (echo()?.failures ?? 0) > 0 && hits()?.requests === 120);
      expect([echo(), hits()]).toEqual([
        { requests: 60, failures: 20 },
        { requests: 120, failures: 40 },
      ]);
    }, 60_000);
  });
}

describeLabelsOn('prometheus', startPrometheus, {});
describeLabelsOn('prometheus3', startPrometheus3, { matchers: new Map([['k8s.pod-name', ['p.1', 'p"2']]]) });
describeLabelsOn('victoria-metrics', (jobs) => startVictoriaMetrics(jobs, '1s', ['-search.latencyOffset=1s']), {});
