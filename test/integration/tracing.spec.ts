import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

interface SentSpan {
  readonly traceId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { key: string; value: object }[];
}

describe('traces', () => {
  let server: Server;
  let received: { path: string; type: string; body: Buffer; traceparent: string }[] = [];
  let service: HeartbeatService;

  /** A collector of OTLP, and a monitoring system that refuses all it is asked. */
  beforeEach(async () => {
    received = [];
    server = createServer(async (request, response) => {
      const { 'content-type': type = '', traceparent = '' } = request.headers;
      received.push({ path: request.url!, type, body: await bodyOf(request), traceparent: String(traceparent) });
      response.writeHead(request.url!.startsWith('/v1/traces') ? 200 : 500).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    await service.process.remove();
    server.closeAllConnections();
    server.close();
  });

  const start = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const raccoon = { kind: 'raccoon', name: 'raccoon', url, dialect: 'kong', pollEvery: '1s' };
    const asked = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value?.replace('URL', url)]));
    service = await HeartbeatService.start(
      { apis: { basePaths: ['/eni/echo/v1'] }, sources: [raccoon] },
      { OTEL_BSP_SCHEDULE_DELAY: '200', ...asked },
    );
    return service.url;
  };
  const sent = () => received.filter(({ path }) => path === '/v1/traces');
  const polls = () => received.filter(({ path }) => path.startsWith('/api/v1'));
  const spans = (): SentSpan[] =>
    sent().flatMap(({ body }) =>
      (JSON.parse(body.toString()) as Answer).resourceSpans.flatMap((each) =>
        each.scopeSpans.flatMap(({ spans: all }) => all),
      ),
    );

  it('are sent where the variables of OpenTelemetry say, and go on from the client to the source', async () => {
    const url = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'URL', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    await fetch(`${url}/heartbeats?basepath=/eni/echo/v1`, { headers: { traceparent: TRACEPARENT } });
    await fetch(`${url}/nothing/here`, { headers: { traceparent: TRACEPARENT } });
    const own = await eventually('both spans', 10_000, async () => {
      const found = spans().filter(({ traceId, kind }) => traceId === TRACE && kind === 2);
      return found.length === 2 && found;
    });
    expect(own.map(({ name }) => name).toSorted()).toEqual(['GET', 'GET /heartbeats']);
    const attributes = own.flatMap((each) =>
      each.attributes.map(({ key, value }) => `${key} ${JSON.stringify(value)}`),
    );
    expect(attributes).toContain('http.route {"stringValue":"/heartbeats"}');
    expect(attributes).toContain('http.response.status_code {"intValue":404}');
    expect(attributes.join()).not.toContain('basepath');
    const poll = await eventually('a span of a poll', 10_000, async () => spans().find(({ kind }) => kind === 3));
    expect(polls().some(({ traceparent }) => traceparent.includes(poll.traceId))).toBe(true);
  }, 60_000);

  it('are Protocol Buffers unless JSON is asked for', async () => {
    await start({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'URL/v1/traces' });
    const [first] = await eventually('traces', 10_000, async () => sent().length > 0 && sent());
    expect(first!.type).toBe('application/x-protobuf');
  }, 60_000);

  it('are nothing at all where nobody asks for them', async () => {
    await start({ OTEL_SERVICE_NAME: 'heartbeat' });
    await eventually('polls', 10_000, async () => polls().length > 3);
    expect(sent()).toEqual([]);
    expect(new Set(polls().map(({ traceparent }) => traceparent))).toEqual(new Set(['']));
  }, 60_000);

  it('never stop the service, nor its end, when the collector is gone', async () => {
    const url = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '500' });
    expect((await fetch(`${url}/heartbeats`)).status).toBe(200);
    expect(await service.process.stop()).toBe(0);
  }, 60_000);
});

interface Answer {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: SentSpan[] }[] }[];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
