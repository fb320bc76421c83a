import { execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { interleaved, median, printRatio } from './measure.js';
import { processorSeconds } from './processes.js';

export const about =
  'GET /heartbeats through nginx with the settings of deploy/proxy, beside direct: by processor time';

const SERVERS = fileURLToPath(new URL('./serve-servers.js', import.meta.url));
const SETTINGS = fileURLToPath(new URL('../../deploy/proxy/nginx.conf', import.meta.url));
const SECONDS = Number(process.env.HEARTBEAT_BENCH_SECONDS ?? 10);
const ROUNDS = 3;
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** One process, so that its processor time can be read. */
async function startNginx(upstreamPort, folder) {
  const port = await freePort();
  for (const name of ['cache', 'temporary']) mkdirSync(join(folder, name));
  const temporary = TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`).join(' ');
  const settings = readFileSync(SETTINGS, 'utf8')
    .replace('127.0.0.1:8080', `127.0.0.1:${upstreamPort}`)
    .replace('listen 8081', `listen 127.0.0.1:${port}`)
    .replace('/dev/shm/heartbeat', `${folder}/cache`)
    .replace('http {', `http { ${temporary}`)
    .replace('worker_processes auto;', `worker_processes 1; daemon off; master_process off; pid ${folder}/pid;`);
  writeFileSync(join(folder, 'nginx.conf'), settings);
  const child = spawn('nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/health/live`).catch(() => false))) await sleep(100);
  return { child, url };
}

function wrk(url, args) {
  const output = execFileSync('wrk', ['-t2', '-c64', `-d${SECONDS}s`, '--latency', ...args, url], { encoding: 'utf8' });
  if (/Non-2xx or 3xx|Socket errors/.test(output)) throw new Error(output);
  return Number(/(\d+) requests in/.exec(output)[1]);
}

/** Requests for each second of processor time, of the proxy and of Heartbeat together; and how busy Heartbeat was, per cent. */
function round(url, args, pids) {
  const before = pids.map(processorSeconds);
  const fromMs = performance.now();
  const requests = wrk(url, args);
  const used = pids.map((pid, index) => processorSeconds(pid) - before[index]);
  const busy = (used[0] / (performance.now() - fromMs)) * 100_000;
  return { all: requests / used.reduce((sum, each) => sum + each), busy };
}

async function compare(name, { path, args = [] }, { proxy, heartbeat }) {
  const pids = [heartbeat.child.pid, proxy.child.pid];
  const rounds = await interleaved(
    ROUNDS,
    async () => round(`${proxy.url}${path}`, args, pids),
    async () => round(`${heartbeat.url}${path}`, args, pids.slice(0, 1)),
  );
  const only = (figure) => ({
    ours: rounds.ours.map((each) => each[figure]),
    reference: rounds.reference.map((each) => each[figure]),
  });
  printRatio(name, 'a CPU second', only('all'));
  const busy = only('busy');
  console.log(
    `${''.padEnd(34)} Heartbeat behind it: ${median(busy.ours).toFixed(1)} % of a core, direct ${median(busy.reference).toFixed(0)} %`,
  );
}

export async function run() {
  if (spawnSync('nginx', ['-v']).error) return console.log('nginx is not on the path: left out');
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  const child = fork(SERVERS, ['ours']);
  const [{ port }] = await once(child, 'message');
  const heartbeat = { child, url: `http://127.0.0.1:${port}` };
  const proxy = await startNginx(port, folder);
  const all = await fetch(`${heartbeat.url}/heartbeats`, { headers: { 'accept-encoding': 'identity' } });
  await all.arrayBuffer();
  const servers = { proxy, heartbeat };
  const one = '/heartbeats?basepath=/team/api-00042/v1';
  try {
    console.log('"ours" is through nginx, the reference is direct');
    await compare('one, the same for all', { path: one }, servers);
    await compare('all of 10 000, gzip', { path: '/heartbeats', args: ['-H', 'Accept-Encoding: gzip'] }, servers);
    await compare(
      '304 of all',
      { path: '/heartbeats', args: ['-H', `If-None-Match: ${all.headers.get('etag')}`] },
      servers,
    );
  } finally {
    child.kill();
    proxy.child.kill();
    rmSync(folder, { recursive: true });
  }
}
