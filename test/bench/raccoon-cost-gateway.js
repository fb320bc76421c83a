import { once } from 'node:events';
import { createServer } from 'node:http';

/** Instances of a gateway in Kong's dialect, each with a page of its own on a port of its own. */
const [instances, routes] = process.argv.slice(2).map(Number);
const names = Array.from({ length: routes }, (_, index) => `team${index % 97}-api-${index}-v1`);
const startMs = Date.now();
/** Requests a second of a route on one instance, by status; most routes never fail. */
const RATES = [
  ['200', (route) => 0.5 + (route % 40) / 10],
  ['404', (route) => (route % 5) / 50],
  ['429', (route) => (route % 3) / 100],
  ['502', (route) => (route % 50 === 0 ? 0.05 : 0)],
];

/** The page of an instance now, with the labels that Kong 3.7 writes; counters are some days old. */
function page(instance) {
  const seconds = (Date.now() - startMs) / 1_000;
  const series = (name, code) =>
    `kong_http_requests_total{service="${name}",route="${name}",code="${code}",source="service",workspace="default",consumer=""}`;
  const lines = ['# TYPE kong_nginx_metric_errors_total counter', 'kong_nginx_metric_errors_total 0'];
  lines.push('# TYPE kong_http_requests_total counter');
  for (const [route, name] of names.entries()) {
    for (const [code, rateOf] of RATES) {
      const rate = rateOf(route);
      lines.push(`${series(name, code)} ${Math.floor(rate * (300_000 + 1_000 * instance + seconds))}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** `host:port` of each instance. */
const targets = [];
for (let instance = 0; instance < instances; instance++) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page(instance));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  targets.push(`127.0.0.1:${server.address().port}`);
}
process.send({ targets, codes: RATES.length });
