import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { SampleStore } from '../sample-store.js';
import { growing, storedGateway } from '../stored-gateway.js';

/** When the gateway had counted a million, Unix seconds. */
const BEGAN = Math.floor(Date.now() / 1_000);

/** Series as the query API writes them, with samples over a time or one of a moment. */
interface Answer {
  readonly data: {
    readonly result: { metric: Record<string, string>; values?: [number, string][]; value?: [number, string] }[];
  };
}

/** What is asked for, and the truth about it. */
interface Truth {
  /** The answer as a server writes it; `envelope` is added, `shiftSeconds` moves all samples. */
  body(envelope?: object, shiftSeconds?: number): string;
  /** The same, of so many seconds ago. */
  before(seconds: number): string;
}

type Lie = (response: ServerResponse, truth: Truth) => void;

const json =
  (body: string, status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
/** Answers with what `twist` makes of the truth. */
const twisted =
  (twist: (truth: Truth) => string): Lie =>
  (response, truth) =>
    json(twist(truth))(response);
/** Answers with other values: those of the successes, or of all series. */
const valued = (value: string, ofAll = false): Lie =>
  twisted((truth) => {
    const answer = JSON.parse(truth.body()) as Answer;
    for (const { metric, values, value: only } of answer.data.result)
      if (ofAll || metric['code'] === '200') for (const sample of values ?? [only!]) sample[1] = value;
    return JSON.stringify(answer);
  });

/** Every way in which a monitoring system can lie or fail, or turn out to be something else. */
export const LIES: Readonly<Record<string, Lie>> = {
  'answers 500': json('{"status":"error"}', 500),
  'answers 503 with HTML': (response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>no</h1>'),
  'answers 429': json('{"status":"error"}', 429),
  'answers 422': json('{"status":"error","errorType":"execution"}', 422),
  'answers 401': json('', 401),
  redirects: (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'answers 200 with a login page': (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><form>'),
  'answers 200 and nothing': json(''),
  'answers 200 with status error': twisted((truth) => truth.body({ status: 'error' })),
  'answers half of its JSON': twisted((truth) => truth.body().slice(0, 300)),
  'answers a vector': json('{"status":"success","data":{"resultType":"vector","result":[]}}'),
  'answers a number for a value': twisted((truth) => truth.body().replace(/,"\d+"\]/, ',1]')),
  'answers NaN': valued('NaN', true),
  'answers +Inf': valued('+Inf'),
  'answers a negative count': valued('-5'),
  'answers an unsafe integer': valued('9007199254740993'),
  'answers hexadecimal': valued('0x64'),
  'answers with warnings': twisted((truth) => truth.body({ warnings: ['store 2 is down'] })),
  'answers isPartial': twisted((truth) => truth.body({ isPartial: true })),
  'answers its status twice': twisted((truth) => truth.body().replace('{', '{"status":"success",')),
  'answers its data twice': twisted((truth) =>
    truth.body().replace('"data":', '"data":{"resultType":"matrix","result":[]},"data":'),
  ),
  'answers samples of ten minutes ahead': twisted((truth) => truth.body({}, 600)),
  'answers samples of the end of time': twisted((truth) => truth.body({}, 1e18)),
  'answers what a cache has kept for two minutes': twisted((truth) => truth.before(120)),
  'answers with a clock two hours off': (response, truth) =>
    response.writeHead(200, { date: new Date(Date.now() + 7_200_000).toUTCString() }).end(truth.body()),
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
  'answers gzip cut short': (response, truth) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(truth.body()).subarray(0, 40)),
  'answers 200 000 nested arrays': json('['.repeat(200_000) + ']'.repeat(200_000)),
  'answers a byte a second': (response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('{'), 1_000);
    response.on('close', () => clearInterval(drip));
  },
  'never answers': () => undefined,
  'is cut after 200 bytes': (response, truth) => {
    response.writeHead(200, { 'content-length': '10000' });
    response.write(truth.body().slice(0, 200), () => response.destroy());
  },
};

/** A fake Prometheus that tells the truth until it is told to lie. */
export class LyingMonitoring {
  #server: Server;
  /** A healthy API, scraped every second. */
  readonly #store: SampleStore;
  /** Name of the lie it tells about the counter; the truth otherwise. */
  lie: string | undefined;
  /** Age, seconds, of the newest sample that it has. */
  sampleAgeSeconds = 0;

  private constructor(consumers: number) {
    const counts = { 'eni-echo-v1 200': growing(10, BEGAN), 'eni-echo-v1 500': growing(0.1, BEGAN) };
    const series = storedGateway({ counts }).flatMap((each) => {
      if (each.labels['code'] === undefined) return [each];
      const label = (consumer: number) => ({ ...each, labels: { ...each.labels, consumer: `c-${consumer}` } });
      return Array.from({ length: consumers }, (_, consumer) => label(consumer));
    });
    this.#store = new SampleStore(series, 1);
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Each of so many consumers has series of its own. */
  static async start(consumers = 1): Promise<LyingMonitoring> {
    const monitoring = new LyingMonitoring(consumers);
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
    const form = new URLSearchParams(body);
    const query = form.get('query') ?? '';
    const time = Number(form.get('time'));
    this.#store.frozenAt = Date.now() / 1_000 - this.sampleAgeSeconds;
    const truth: Truth = {
      body: (envelope, shiftSeconds) => JSON.stringify(this.#store.answer(query, time, envelope, shiftSeconds)),
      before: (seconds) => JSON.stringify(this.#store.answer(query, time - seconds)),
    };
    if (this.lie !== undefined && !query.startsWith('{__name__')) return LIES[this.lie]!(response, truth);
    if (request.url === '/api/v1/status/buildinfo')
      return json('{"status":"success","data":{"version":"2.53.0"}}')(response);
    if (query === '1 default 2') return json('{"status":"error","errorType":"bad_data"}', 400)(response);
    return json(truth.body())(response);
  }
}
