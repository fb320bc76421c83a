import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const routes = Array.from({ length: Number(process.argv[2]) }, (_, index) => `team${index % 97}-api-${index}-v1`);
const CODES = ['200', '502'];
const EVERY_MS = 5_000;
/** What the Prometheus knows: a window and some scrapes. */
const KEPT = 72;
/** Series in one piece of an answer. */
const AT_A_TIME = 2_000;
/** The counts of all series at one time, by route and code. */
let counts = new Uint32Array(routes.length * CODES.length);
/** `{ atMs, counts }` of each scrape, oldest first. */
const scrapes = [];
let round = 0;

/** Twenty requests a route; for 1 % of the routes, others each time, they fail. Then a scrape. */
function sendTraffic() {
  round++;
  counts = counts.slice();
  for (let route = 0; route < routes.length; route++) counts[2 * route + ((route + round) % 100 === 0 ? 1 : 0)] += 20;
  scrapes.push({ atMs: Date.now(), counts });
  if (scrapes.length > KEPT) scrapes.shift();
}

const labels = (route, code) =>
  `service="${route}",route="${route}",code="${code}",source="service",workspace="default",consumer=""`;

/** The page of a Kong with the labels that Kong 3.7 writes, in pieces. */
function* page() {
  for (let first = 0; first < routes.length; first += AT_A_TIME) {
    const some = routes.slice(first, first + AT_A_TIME);
    const lines = some.map((route, index) =>
      CODES.map(
        (code, place) => `kong_http_requests_total{${labels(route, code)}} ${counts[2 * (first + index) + place]}\n`,
      ).join(''),
    );
    yield lines.join('');
  }
}

const TARGET = { job: 'kong', instance: 'kong:8100' };
const samples = (seen, valueOf) => seen.map((scrape) => [scrape.atMs / 1_000, String(valueOf(scrape))]);

/** The result of what a Prometheus is asked that scrapes this Kong: series as JSON texts, some at a time. */
function* resultOf(query, atMs) {
  const [, range] = /\[(\d+)s\]$/.exec(query) ?? [];
  const seen = scrapes.filter((scrape) => scrape.atMs > atMs - Number(range) * 1_000 && scrape.atMs <= atMs);
  if (seen.length === 0) return;
  if (query.includes('up')) {
    yield [JSON.stringify({ metric: { __name__: 'up', ...TARGET }, values: samples(seen, () => 1) })];
    return;
  }
  for (let first = 0; first < routes.length; first += AT_A_TIME) {
    yield routes.slice(first, first + AT_A_TIME).flatMap((route, index) =>
      CODES.map((code, place) => {
        const metric = { __name__: 'kong_http_requests_total', ...TARGET, service: route, route, code };
        return JSON.stringify({
          metric,
          values: samples(seen, (scrape) => scrape.counts[2 * (first + index) + place]),
        });
      }),
    );
  }
}

/** What the Prometheus answers, in pieces. */
function* answer(form) {
  yield '{"status":"success","data":{"resultType":"matrix","result":[';
  let isFirst = true;
  for (const series of resultOf(form.get('query'), Number(form.get('time')) * 1_000)) {
    yield (isFirst ? '' : ',') + series.join(',');
    isFirst = false;
  }
  yield ']}}';
}

async function send(response, type, pieces) {
  response.writeHead(200, { 'content-type': type });
  // Who asked may have gone.
  await pipeline(Readable.from(pieces), response).catch(() => undefined);
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  const isCount = form.get('query')?.startsWith('count(');
  if (request.url === '/metrics') await send(response, 'text/plain', page());
  else if (request.method === 'GET') response.end('{"status":"success","data":{"version":"2.53.0"}}');
  else if (form.get('query') === '1 default 2') response.writeHead(400).end('{"status":"error"}');
  else if (isCount) {
    const value = [Number(form.get('time')), String(counts.length)];
    response.end(
      JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value }] } }),
    );
  } else await send(response, 'application/json', answer(form));
});

sendTraffic();
setInterval(sendTraffic, EVERY_MS);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
