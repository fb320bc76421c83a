import { createServer } from 'node:http';

const routes = Array.from({ length: Number(process.argv[2]) }, (_, index) => `team${index % 97}-api-${index}-v1`);
const counts = routes.map(() => ({ 200: 0, 502: 0 }));
const CODES = ['200', '502'];
let round = 0;

/** Twenty requests a route; for 1 % of the routes, others each time, they fail. */
function sendTraffic() {
  round++;
  for (const [index, count] of counts.entries()) count[(index + round) % 100 === 0 ? 502 : 200] += 20;
}

/** The page of a Kong with the labels that Kong 3.7 writes. */
function page() {
  const series = (route, code) =>
    `kong_http_requests_total{service="${route}",route="${route}",code="${code}",source="service",workspace="default",consumer=""}`;
  return routes
    .map((route, index) => CODES.map((code) => `${series(route, code)} ${counts[index][code]}\n`).join(''))
    .join('');
}

const vector = (result) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
const sample = (metric, value) => ({ metric, value: [Date.now() / 1_000, String(value)] });

/** What a Prometheus that scrapes this Kong answers. */
function answer(form) {
  if (form.get('query').includes('heartbeat_sign')) {
    const signs = { newest: Number(form.get('time')) - 1, series_before: 1, targets: 1, targets_up: 1 };
    return vector(Object.entries(signs).map(([sign, value]) => sample({ heartbeat_sign: sign }, value)));
  }
  return vector(routes.flatMap((route, index) => CODES.map((code) => sample({ route, code }, counts[index][code]))));
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  if (request.url === '/metrics') response.writeHead(200, { 'content-type': 'text/plain' }).end(page());
  else if (request.method === 'GET') response.end('{"status":"success","data":{"version":"2.53.0"}}');
  else if (form.get('query') === '1 default 2') response.writeHead(400).end('{"status":"error"}');
  else response.writeHead(200, { 'content-type': 'application/json' }).end(answer(form));
});

setInterval(sendTraffic, 5_000);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
