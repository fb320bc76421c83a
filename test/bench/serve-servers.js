import { createServer } from 'node:http';
import { readSettings } from '../../dist/platform/settings/read-settings.js';
import { HeartbeatSettings } from '../../dist/config/heartbeat.settings.js';
import { startHeartbeat } from '../../dist/main.js';
import { PinoLog } from '../../dist/platform/telemetry/pino-log.js';

const paths = Array.from({ length: 10_000 }, (_, index) => `/team/api-${String(index).padStart(5, '0')}/v1`);

/** The headers of the product, so that both write the same bytes. */
const headers = (length, total) => [
  'x-content-type-options',
  'nosniff',
  'etag',
  '"47DEQpj8HBSa-_TImW-5JC"',
  'cache-control',
  'max-age=5',
  'vary',
  'accept-encoding',
  'x-total-count',
  total,
  'x-result-count',
  total,
  'content-type',
  'application/json; charset=utf-8',
  'content-length',
  String(length),
];

/** Raw node:http with prebuilt answers, chosen by the query parameter. */
function raw() {
  const single = new Map(
    paths.map((path) => {
      const body = Buffer.from(`[{"basepath":"${path}","status":"UNKNOWN"}]`);
      return [`/heartbeats?basepath=${path}`, { body, head: headers(body.length, '1') }];
    }),
  );
  const list = Buffer.from(`[${paths.map((path) => `{"basepath":"${path}","status":"UNKNOWN"}`).join(',')}]`);
  const all = { body: list, head: headers(list.length, '10000') };
  const server = createServer((request, response) => {
    const answer = single.get(request.url) ?? all;
    if (request.headers['if-none-match'] !== undefined) response.writeHead(304, answer.head.slice(0, 14)).end();
    else response.writeHead(200, answer.head).end(answer.body);
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

async function ours() {
  const plain = { http: { port: 0, host: '127.0.0.1' }, apis: { basePaths: paths } };
  const settings = readSettings(HeartbeatSettings, plain, { environment: {}, folder: '.' });
  const { url } = await startHeartbeat(settings, new PinoLog('silent'));
  while (!(await fetch(`${url}/health/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 100));
  process.send({ port: Number(new URL(url).port) });
}

if (process.argv[2] === 'ours') await ours();
else raw();
