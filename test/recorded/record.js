// Records how Thanos and Mimir answer Raccoon's own questions: see README.md in this folder.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DemoLog } from '../../dist/cli/demo/demo-log.js';
import { HeartbeatSettings } from '../../dist/config/heartbeat.settings.js';
import { readSettings } from '../../dist/platform/settings/read-settings.js';
import { startHeartbeat } from '../../dist/service.js';
import { CountedGateway } from './gateways.js';
import { RecordingProxy } from './recording-proxy.js';
import { Servers } from './servers.js';

const { values } = parseArgs({
  options: {
    thanos: { type: 'string' },
    mimir: { type: 'string' },
    to: { type: 'string', default: import.meta.dirname },
  },
});
const say = (line) => void process.stdout.write(`${line}\n`);
/** More than two scrapes, so that everything is scraped that was counted before. */
const QUIET_MS = 35_000;
const BEGAN_MS = Date.now();
const log = new DemoLog((line) => say(`${Math.round((Date.now() - BEGAN_MS) / 1_000)} ${line}`));

/** What the gateways serve, and how much of it there was. */
class Traffic {
  /** By route and code. */
  served = {};

  /** So many seconds long: of the good route one request in twenty is answered by `failure`, of the bad one in three. */
  async over(seconds, gateways, failure = '200') {
    for (let turn = 0; turn < seconds * 10; turn++) {
      for (const gateway of gateways) {
        this.#serve(gateway, 'eni-echo-v1', turn % 10 === 0 ? failure : '200', 2);
        this.#serve(gateway, 'eni-echo-v1', '200', 2);
        this.#serve(gateway, 'eni-shaky-v1', turn % 3 === 0 ? failure : '200', 1);
      }
      await sleep(100);
    }
  }

  #serve(gateway, route, code, requests) {
    gateway.serve(route, code, requests);
    const key = `${route} ${code}`;
    this.served[key] = (this.served[key] ?? 0) + requests;
  }
}

function settingsFor(sources) {
  return {
    http: { host: '127.0.0.1', port: 0, drain: '0s' },
    apis: { basePaths: ['/eni/echo/v1', '/eni/shaky/v1'] },
    sources: sources.map((each) => ({ kind: 'raccoon', dialect: 'kong', ...each })),
  };
}

/** Two gateways begin, one restarts and the other ends, each while nobody asks; then one store goes away. */
async function play(servers, systems, onLoss) {
  const [one, other] = [await new CountedGateway().start(), await new CountedGateway().start()];
  const traffic = new Traffic();
  servers.targets([one.address, other.address]);
  const settings = readSettings(HeartbeatSettings, settingsFor(systems), { environment: {}, folder: '.' });
  const heartbeat = await startHeartbeat(settings, log);
  await traffic.over(60, [one, other]);
  await sleep(QUIET_MS);
  one.restart();
  await traffic.over(60, [one, other], '503');
  await sleep(QUIET_MS);
  servers.targets([one.address]);
  await traffic.over(20, [one], '504');
  log.warn('one store goes away');
  servers.loseStore?.();
  await traffic.over(15, [one], '504');
  const told = await onLoss();
  await traffic.over(30, [one], '504');
  await servers.findStore?.();
  await traffic.over(30, [one], '504');
  await sleep(QUIET_MS);
  await heartbeat.stop();
  for (const gateway of [one, other]) gateway.stop();
  return { truth: traffic.served, told };
}

async function refusals({ strict, mimir, query }) {
  const ask = async (name, url, { headers = {}, ...more } = {}) => {
    const form = new URLSearchParams({ query, time: String(Math.floor(Date.now() / 1_000) - 5), ...more });
    const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body: form, headers });
    const kept = { 'content-type': answer.headers.get('content-type') };
    return [name, { status: answer.status, headers: kept, body: await answer.text() }];
  };
  const asked = [
    strict && ask('thanos-no-partial-response', strict),
    strict && ask('thanos-partial-response-false', strict, { partial_response: 'false' }),
    mimir && ask('mimir-no-tenant', `${mimir}/prometheus`),
    mimir && ask('mimir-limit', `${mimir}/prometheus`, { headers: { 'x-scope-orgid': 'small' } }),
  ];
  return Object.fromEntries(await Promise.all(asked.filter(Boolean)));
}

async function record(folder) {
  const servers = new Servers(folder);
  servers.targets([]);
  const proxies = new Map();
  const gates = [];
  const through = async (name, target, over = {}) => {
    const proxy = await new RecordingProxy(target).start();
    proxies.set(name, proxy);
    return { name, url: `${proxy.url}${over.path ?? ''}`, ...over.settings };
  };
  const systems = [];
  let mimir;
  let strict;
  try {
    if (values.mimir) {
      mimir = await servers.mimir(values.mimir);
      systems.push(await through('mimir', mimir, { path: '/prometheus', settings: { tenant: 'demo' } }));
    }
    // Debian's Prometheus 2.42 does not send the headers that its remote_write is set to.
    for (const tenant of mimir ? ['demo', 'small'] : [])
      gates.push(await new RecordingProxy(mimir, { 'x-scope-orgid': tenant }).start());
    const written = gates.map(({ url }) => url);
    const replicas = [await servers.prometheus('a', written), await servers.prometheus('b')];
    if (values.thanos) {
      const sidecars = [];
      for (const each of replicas) sidecars.push(await servers.sidecar(values.thanos, each));
      servers.loseStore = sidecars[1].kill;
      servers.findStore = sidecars[1].start;
      const start = (flag, ...flags) =>
        servers.thanosQuery(values.thanos, [...sidecars.map(({ grpc }) => `--${flag}=${grpc}`), ...flags]);
      const deduplicated = await start('endpoint-strict', '--query.replica-label=prometheus_replica');
      const copies = await start('endpoint');
      systems.push(await through('thanos-deduplicated', deduplicated), await through('thanos-copies', copies));
      strict = await start('endpoint-strict', '--no-query.partial-response');
    }
    await sleep(7_000);
    const query = '{__name__=~"up|kong_http_requests_total"}[30s]';
    const { truth, told } = await play(servers, systems, () => refusals({ strict, mimir, query }));
    for (const [name, { exchanges }] of proxies) save(name, { truth, exchanges });
    save('refusals', told);
  } finally {
    for (const proxy of [...proxies.values(), ...gates]) proxy.stop();
    await servers.stop();
  }
}

function save(name, recorded) {
  writeFileSync(join(values.to, `${name}.json`), `${JSON.stringify(recorded, undefined, 2)}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-record-'));
try {
  await record(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
