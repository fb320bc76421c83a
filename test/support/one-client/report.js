import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { freePort } from '../programs.js';
import { attacksOf } from './attacks.js';
import { rover } from './bodies.js';

const TOKEN = 'a-token-that-may-write-everything';
const BASE_PATHS = 10_000;
const ROVERS = 4;
const CALM_MS = 300;
/** Until what is closed is closed, and collected where it is much. */
const AFTER_MS = 500;
const SAMPLE_MS = 20;
/** An attack that takes the event loop for longer is tried again, so many times in all. */
const LONG_MS = 50;
const ROUNDS = 3;

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const MATRIX = JSON.parse(readFileSync(here('../../contract/access/matrix.json'), 'utf8'));

/** Plays all attacks, or those whose name has `only`, on the built service; gives a row for each as soon as it is over. */
export async function* report(only = '') {
  const attacks = attacksOf(Object.keys(MATRIX)).filter(({ name }) => name.includes(only));
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-one-client-'));
  const service = await begin(folder);
  const health = new Worker(here('./health-watch.js'), { workerData: { url: service.url } });
  try {
    await warmUp(service, health);
    for (const attack of attacks) yield { attack: attack.name, ...(await repeated(attack, service, health)) };
  } finally {
    await health.terminate();
    if (service.child.kill()) await once(service.child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function begin(folder) {
  const port = await freePort();
  const stretches = join(folder, 'stretches');
  const settings = {
    http: { port, host: '127.0.0.1', drain: '0s' },
    apis: { basePaths: Array.from({ length: BASE_PATHS }, (_, api) => `/team/api-${api}/v1`) },
    access: { tokens: [{ name: 'load', token: '${HEARTBEAT_LOAD_TOKEN}', basePaths: ['/*'] }] },
    storage: { url: `file:${join(folder, 'data/heartbeat.db')}` },
  };
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'heartbeat.yaml'), JSON.stringify(settings));
  const args = [
    '--import',
    here('./stretches.js'),
    'dist/cli/heartbeat.js',
    'serve',
    '-c',
    join(folder, 'heartbeat.yaml'),
  ];
  const env = { ...process.env, NODE_OPTIONS: '', STRETCHES_FILE: stretches, HEARTBEAT_LOAD_TOKEN: TOKEN };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  for (let look = 0; !(await isReady(url)); look++) {
    if (look > 600 || child.exitCode !== null) throw new Error('the service did not get ready');
    await sleep(100);
  }
  return { host: '127.0.0.1', port, url, child, stretches, credentials: [`authorization: Bearer ${TOKEN}`] };
}

async function isReady(url) {
  const response = await fetch(`${url}/health/ready`).catch(() => undefined);
  return response?.ok === true;
}

/** What is compiled and allocated with the first requests is not the attackers'. */
async function warmUp(service, health) {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  for (let nth = 1; nth <= ROVERS; nth++) {
    const body = JSON.stringify(rover(1_000, `load-${nth}`));
    const { status } = await fetch(`${service.url}/rovers/load-${nth}`, { method: 'PUT', headers, body });
    if (status !== 201) throw new Error(`the Rover load-${nth} was answered with ${status}`);
  }
  for (let round = 0; round < 200; round++)
    for (const path of ['/heartbeats', '/metrics', '/rovers?limit=1', '/nowhere'])
      await (await fetch(`${service.url}${path}`)).arrayBuffer();
  await sleep(CALM_MS);
  await lookAt(service, health);
}

/** A stretch that is not there in another round was of the machine, or a collection of garbage; growth of memory counts in any. */
async function repeated(attack, service, health) {
  let row = await measured(attack, service, health);
  for (let round = 1; round < ROUNDS && row.stretchMs > LONG_MS; round++) {
    const again = await measured(attack, service, health);
    const most = [row, again].toSorted((one, other) => growthOf(other) - growthOf(one))[0];
    const { rssBefore, rssMost, rssAfter } = most;
    const [stretchMs, longestMs] = ['stretchMs', 'longestMs'].map((key) => Math.min(row[key], again[key]));
    const failures = row.failures + again.failures;
    row = { ...again, stretchMs, longestMs, failures, rssBefore, rssMost, rssAfter };
  }
  return row;
}

const growthOf = ({ rssBefore, rssMost }) => rssMost - rssBefore;

async function measured(attack, service, health) {
  await lookAt(service, health);
  await sleep(CALM_MS);
  const calm = await lookAt(service, health);
  const before = rssOf(service);
  const memory = watchMemory(service);
  const sockets = await attack.run(service);
  const during = await lookAt(service, health);
  for (const socket of sockets) socket.destroy();
  await sleep(AFTER_MS);
  const after = await lookAt(service, health);
  return {
    longestMs: Math.max(during.longestMs, after.longestMs),
    stretchMs: Math.max(during.stretchMs, after.stretchMs),
    calmLongestMs: calm.longestMs,
    calmStretchMs: calm.stretchMs,
    answers: during.answers + after.answers,
    failures: during.failures + after.failures,
    rssBefore: before,
    rssMost: memory.stop(),
    rssAfter: rssOf(service),
  };
}

/** What the others have seen since the last look. */
async function lookAt(service, health) {
  const seen = new Promise((resolve) => health.once('message', resolve));
  health.postMessage('look', []);
  rmSync(service.stretches, { force: true });
  service.child.kill('SIGUSR2');
  return { ...(await seen), stretchMs: await stretchIn(service.stretches) };
}

async function stretchIn(file) {
  for (let look = 0; look < 6_000; look++) {
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch {
      await sleep(10);
    }
  }
  throw new Error('the service did not say how long it was busy');
}

function rssOf({ child }) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1_024;
}

function watchMemory(service) {
  let most = 0;
  const look = () => (most = Math.max(most, rssOf(service)));
  const timer = setInterval(look, SAMPLE_MS);
  return { stop: () => (clearInterval(timer), look(), most) };
}

/** As a process of its own: each row as a line of JSON. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for await (const row of report(process.argv[2])) process.stdout.write(`${JSON.stringify(row)}\n`);
}
