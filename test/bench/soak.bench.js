import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const about = 'memory of a small service after collection, while base paths, series and queries come and go';

const HEARTBEAT = fileURLToPath(new URL('../../dist/cli/heartbeat.js', import.meta.url));
const HOOK = new URL('./soak-memory.js', import.meta.url).href;
/** A shorter run has too few looks for a slope. */
const SECONDS = Math.max(60, Number(process.env.HEARTBEAT_BENCH_SECONDS ?? 180));
/** Base paths that stay, and as many that are others each time, out of so many sets. */
const STAY = 25;
const SETS = 20;
const LOOK_EVERY = 5;

const numbersOf = (round) => Array.from({ length: 2 * STAY }, (_, i) => (i < STAY ? i : (round % SETS) * STAY + i));

/** A gateway in Kong's dialect whose routes come and go, some of them of nobody. */
async function startGateway(state) {
  const counts = new Map();
  const line = (route) => {
    counts.set(route, (counts.get(route) ?? 0) + 20);
    return `kong_http_requests_total{service="s",route="${route}",code="200"} ${counts.get(route)}\n`;
  };
  const gateway = createServer((_request, response) => {
    const routes = numbersOf(state.round).map((each) => `team-api-${each}-v1`);
    const strangers = numbersOf(state.round).map((each) => `stranger-${each}`);
    response.writeHead(200, { 'content-type': 'text/plain' }).end([...routes, ...strangers].map(line).join(''));
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  return gateway;
}

function writeRover(folder, round) {
  const exposures = numbersOf(round).map((each) => ({
    type: 'api',
    basePath: `/team/api-${each}/v1`,
    upstream: 'https://api.example.com/',
  }));
  const rover = { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', metadata: { name: 'team' } };
  writeFileSync(join(folder, 'rovers', 'team.yaml'), JSON.stringify({ ...rover, spec: { zone: 'dp1', exposures } }));
}

async function startService(folder, gateway) {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const metrics = `http://127.0.0.1:${gateway.address().port}/metrics`;
  const settings = {
    http: { port, host: '127.0.0.1' },
    window: { length: '30s', bucket: '1s' },
    evaluation: { every: '1s', staleAfter: '10s' },
    apis: { rovers: './rovers' },
    sources: [{ kind: 'gateway-scrape', name: 'edge', dialect: 'kong', urls: [metrics], scrapeEvery: '1s' }],
  };
  writeFileSync(join(folder, 'heartbeat.yaml'), JSON.stringify(settings));
  const args = ['--expose-gc', '--import', HOOK, HEARTBEAT, 'serve', '--config', join(folder, 'heartbeat.yaml')];
  const service = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], cwd: folder });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await fetch(`${url}/health/ready`).catch(() => undefined))?.ok; tries++) {
    if (tries > 150 || service.exitCode !== null) throw new Error('the service did not get ready');
    await sleep(200);
  }
  return { service, url };
}

async function ask(url, round) {
  for (let index = 0; index < 50; index++) {
    const path = `/team/api-${index}/v1`;
    for (const query of [`basepath=${path}`, `basepath=${path}&basepath=/nobody/${round}-${index}`])
      await (await fetch(`${url}/heartbeats?${query}`)).arrayBuffer();
  }
  await (await fetch(`${url}/heartbeats`)).arrayBuffer();
}

/** What is held at several times, from the first to the last. */
async function watch({ service, url }, folder, state) {
  const looks = [];
  const startMs = performance.now();
  while (performance.now() - startMs < SECONDS * 1_000) {
    writeRover(folder, ++state.round);
    await ask(url, state.round);
    await sleep(1_500);
    if (state.round % LOOK_EVERY !== 0) continue;
    service.send('look');
    const [{ heldMb }] = await once(service, 'message');
    looks.push({ hours: (performance.now() - startMs) / 3.6e6, heldMb });
  }
  return looks;
}

/** MB an hour, by least squares. */
function slopeOf(looks) {
  const mean = (name) => looks.reduce((sum, each) => sum + each[name], 0) / looks.length;
  const [hours, heldMb] = [mean('hours'), mean('heldMb')];
  const along = looks.reduce((sum, each) => sum + (each.hours - hours) * (each.heldMb - heldMb), 0);
  return along / looks.reduce((sum, each) => sum + (each.hours - hours) ** 2, 0);
}

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  mkdirSync(join(folder, 'rovers'));
  const state = { round: 0 };
  writeRover(folder, 0);
  const gateway = await startGateway(state);
  const running = await startService(folder, gateway);
  try {
    const looks = await watch(running, folder, state);
    const last = looks.slice(Math.floor(looks.length / 2));
    console.log(
      `held after ${state.round} sets of base paths: first ${looks[0].heldMb.toFixed(2)} MB, ` +
        `half way ${last[0].heldMb.toFixed(2)} MB, last ${last.at(-1).heldMb.toFixed(2)} MB; ` +
        `slope of the second half ${slopeOf(last).toFixed(1)} MB/h`,
    );
  } finally {
    running.service.kill('SIGKILL');
    gateway.close();
    gateway.closeAllConnections();
    rmSync(folder, { recursive: true });
  }
}
