import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const vector = (
  samples: [Record<string, string>, string][],
  envelope: object = {},
  atSeconds = Date.now() / 1_000,
): string =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: samples.map(([metric, value]) => ({ metric, value: [atSeconds, value] })),
    },
    ...envelope,
  });
const counts = (value: string, envelope: object = {}, atSeconds?: number): string =>
  vector(
    [
      [{ route: 'eni-echo-v1', code: '200' }, value],
      [{ route: 'eni-echo-v1', code: '500' }, '1'],
    ],
    envelope,
    atSeconds,
  );
const json =
  (body: string, status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };

/** Every way in which a monitoring system can lie or fail, or turn out to be something else. */
export const LIES: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'answers 500': json('{"status":"error"}', 500),
  'answers 503 with HTML': (response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>no</h1>'),
  'answers 429': json('{"status":"error"}', 429),
  'answers 422': json('{"status":"error","errorType":"execution"}', 422),
  'answers 401': json('', 401),
  redirects: (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'answers 200 with a login page': (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><form>'),
  'answers 200 and nothing': json(''),
  'answers 200 with status error': json('{"status":"error","data":{"resultType":"vector","result":[]}}'),
  'answers half of its JSON': json(counts('100').slice(0, 80)),
  'answers a matrix': json('{"status":"success","data":{"resultType":"matrix","result":[]}}'),
  'answers a number for a value': json(vector([]).replace('[]', '[{"metric":{},"value":[1,2]}]')),
  'answers NaN': json(counts('NaN')),
  'answers +Inf': json(counts('+Inf')),
  'answers a negative count': json(counts('-5')),
  'answers an unsafe integer': json(counts('9007199254740993')),
  'answers hexadecimal': json(counts('0x64')),
  'answers with warnings': json(counts('100', { warnings: ['store 2 is down'] })),
  'answers isPartial': json(counts('100', { isPartial: true })),
  'answers what a cache has kept for two minutes': (response) =>
    json(counts('100', {}, Date.now() / 1_000 - 120))(response),
  'answers with a clock two hours off': (response) =>
    response.writeHead(200, { date: new Date(Date.now() + 7_200_000).toUTCString() }).end(counts('100')),
  'answers 64 MB': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const megabyte = Buffer.alloc(1024 * 1024, 0x20);
    let sent = 0;
    const send = (): void => {
      while (sent++ < 64) if (!response.write(megabyte)) return void response.once('drain', send);
      response.end();
    };
    response.on('error', () => undefined);
    send();
  },
  'answers 64 MB in 64 kB of gzip': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))),
  'answers gzip cut short': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(counts('100')).subarray(0, 40)),
  'answers 200 000 nested arrays': json('['.repeat(200_000) + ']'.repeat(200_000)),
  'answers a byte a second': (response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('{'), 1_000);
    response.on('close', () => clearInterval(drip));
  },
  'never answers': () => undefined,
  'is cut after 200 bytes': (response) => {
    response.writeHead(200, { 'content-length': '10000' });
    response.write(counts('100').padEnd(200).slice(0, 200), () => response.destroy());
  },
};

/** A fake Prometheus that tells the truth until it is told to lie. */
export class LyingMonitoring {
  #server: Server;
  /** Name of the lie it tells to the window query; the truth otherwise. */
  lie: string | undefined;
  /** Age, seconds, of the newest sample that it reports. */
  sampleAgeSeconds = 1;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<LyingMonitoring> {
    const monitoring = new LyingMonitoring();
    monitoring.#server.listen(0, '127.0.0.1');
    await once(monitoring.#server, 'listening');
    return monitoring;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const query = new URLSearchParams(body).get('query') ?? '';
    if (this.lie !== undefined && !query.includes('heartbeat_sign')) return LIES[this.lie]!(response);
    if (request.url === '/api/v1/status/buildinfo')
      return json('{"status":"success","data":{"version":"2.53.0"}}')(response);
    if (query === '1 default 2') return json('{"status":"error","errorType":"bad_data"}', 400)(response);
    if (query.includes('heartbeat_sign'))
      return json(this.#vitalSigns(Number(new URLSearchParams(body).get('time'))))(response);
    return json(counts('100'))(response);
  }

  #vitalSigns(time: number): string {
    const signs = { newest: time - this.sampleAgeSeconds, series_before: 1, targets: 1, targets_up: 1 };
    return vector(Object.entries(signs).map(([sign, value]) => [{ heartbeat_sign: sign }, String(value)]));
  }
}
