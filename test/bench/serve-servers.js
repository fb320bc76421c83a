import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { readSettings } from '../../dist/platform/settings/read-settings.js';
import { keepTickShape } from '../../dist/cli/tick-shape.js';
import { HeartbeatSettings } from '../../dist/config/heartbeat.settings.js';
import { startHeartbeat } from '../../dist/service.js';
import { PinoLog } from '../../dist/platform/telemetry/pino-log.js';

const paths = Array.from({ length: 10_000 }, (_, index) => `/team/api-${String(index).padStart(5, '0')}/v1`);

/** The headers of the product, so that both write the same bytes. */
const headers = (length, total) => [
  'x-content-type-options',
  'nosniff',
  'etag',
  '"47DEQpj8HBSa-_TImW-5JC"',
  'cache-control',
  'max-age=5, must-revalidate',
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

/**
 * Raw node:http with prebuilt answers, chosen by the query parameter. `limited`: with the product's limit of requests a
 * connection, too, because each new connection breaks up the batches in which a client on the same machine is woken.
 */
function raw(limited) {
  const single = new Map(
    paths.map((path) => {
      const body = Buffer.from(`[{"basepath":"${path}","status":"UNKNOWN"}]`);
      return [`/heartbeats?basepath=${path}`, { body, head: headers(body.length, '1') }];
    }),
  );
  const list = Buffer.from(`[${paths.map((path) => `{"basepath":"${path}","status":"UNKNOWN"}`).join(',')}]`);
  const all = { body: list, head: headers(list.length, '10000') };
  const zipped = gzipSync(list, { level: 6 });
  const gzip = { body: zipped, head: [...headers(zipped.length, '10000'), 'content-encoding', 'gzip'] };
  const server = createServer((request, response) => {
    const answer = single.get(request.url) ?? (request.headers['accept-encoding'] ? gzip : all);
    if (request.headers['if-none-match'] !== undefined) response.writeHead(304, answer.head.slice(0, 14)).end();
    else response.writeHead(200, answer.head).end(answer.body);
  });
  if (limited) server.maxRequestsPerSocket = 1_000;
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

async function ours() {
  // As `heartbeat serve` begins.
  keepTickShape();
  const plain = { http: { port: 0, host: '127.0.0.1' }, apis: { basePaths: paths } };
  const settings = readSettings(HeartbeatSettings, plain, { environment: {}, folder: '.' });
  const { url } = await startHeartbeat(settings, new PinoLog('silent'));
  while (!(await fetch(`${url}/health/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 100));
  process.send({ port: Number(new URL(url).port) });
}

const delay = monitorEventLoopDelay();
delay.enable();

/** What the process has used so far, and by how much its event loop was late since the last time it was asked. */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuUs: user + system, lateMs: delay.percentile(99) / 1e6 });
  delay.reset();
});

if (process.argv[2] === 'ours') await ours();
else raw(process.argv[2] === 'limited');
