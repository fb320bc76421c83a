import { createServer } from 'node:http';
import { HeartbeatSettings } from '../../dist/config/heartbeat.settings.js';
import { startHeartbeat } from '../../dist/main.js';
import { readSettings } from '../../dist/platform/settings/read-settings.js';
import { PinoLog } from '../../dist/platform/telemetry/pino-log.js';

const [role, count, kind, port] = process.argv.slice(2);
const paths = Array.from({ length: Number(count) }, (_, index) => `/team${index % 97}/api-${index}/v1`);
const routes = paths.map((path) => path.slice(1).replaceAll('/', '-'));

/** A gateway's page and a Prometheus in one: two codes a route, counts that grow, 1 % failing in turn. */
function gateway() {
  let round = 0;
  const counts = routes.map(() => [0, 0]);
  const page = () => {
    round++;
    const lines = routes.map((route, index) => {
      counts[index][0] += 20;
      if ((index + round) % 100 === 0) counts[index][1] += 20;
      return `kong_http_requests_total{route="${route}",code="200"} ${counts[index][0]}\nkong_http_requests_total{route="${route}",code="502"} ${counts[index][1]}\n`;
    });
    return lines.join('');
  };
  const vector = (result) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
  const sample = (metric, value) => ({ metric, value: [Date.now() / 1_000, String(value)] });
  const answer = (form) => {
    const query = form.get('query') ?? '';
    if (query === '1 default 2') return '{"status":"error"}';
    if (query.includes('heartbeat_sign')) {
      const signs = { newest: Number(form.get('time')) - 1, series_before: 1, targets: 1, targets_up: 1 };
      return vector(Object.entries(signs).map(([sign, value]) => sample({ heartbeat_sign: sign }, value)));
    }
    round++;
    return vector(
      routes.flatMap((route, index) => [
        sample({ route, code: '200' }, 100),
        sample({ route, code: '502' }, (index + round) % 100 === 0 ? 50 : 0),
      ]),
    );
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'POST')
      response.writeHead(body.includes('default') ? 400 : 200).end(answer(new URLSearchParams(body)));
    else if (request.url === '/metrics') response.writeHead(200, { 'content-type': 'text/plain' }).end(page());
    else response.writeHead(200).end('{"status":"success","data":{"version":"2.53.0"}}');
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

async function service() {
  const address = `http://127.0.0.1:${port}`;
  const source =
    kind === 'raccoon'
      ? { kind, name: 'source', url: address, dialect: 'kong', pollEvery: '5s' }
      : { kind, name: 'source', urls: [`${address}/metrics`], dialect: 'kong', scrapeEvery: '5s' };
  const plain = { http: { port: 0, host: '127.0.0.1' }, apis: { basePaths: paths }, sources: [source] };
  const settings = readSettings(HeartbeatSettings, plain, { environment: {}, folder: '.' });
  const { url } = await startHeartbeat(settings, new PinoLog('warn'));
  process.send({ url });
}

if (role === 'gateway') gateway();
else await service();
