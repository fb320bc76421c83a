import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { quantile } from './measure.js';
import { freePort } from '../support/programs.js';
import { memoryOf } from './processes.js';

export const about = 'memory of the real process at 5 000 and 100 000 base paths, read every 5 s, 1 % changing';

/** A gateway that writes its metrics, and the Prometheus that scrapes it, in a process of their own. */
export const GATEWAY = fileURLToPath(new URL('./rss-gateway.js', import.meta.url));
const HEARTBEAT = fileURLToPath(new URL('../../dist/cli/heartbeat.js', import.meta.url));
const WARM_UP_SECONDS = 30;
/** Warm-up included, after which at least ten seconds are looked at. */
const SECONDS = Math.max(WARM_UP_SECONDS + 10, Number(process.env.HEARTBEAT_BENCH_SECONDS ?? 90));
const SINGLES_A_SECOND = 20;
const READ_EVERY_MS = 5_000;

const SOURCES = {
  'gateway-scrape': (address) => ({ urls: [`${address}/metrics`], scrapeEvery: `${READ_EVERY_MS}ms` }),
  raccoon: (address) => ({ url: address, pollEvery: `${READ_EVERY_MS}ms` }),
};

/** So many base paths of made-up teams. */
export const pathsOf = (count) => Array.from({ length: count }, (_, index) => `/team${index % 97}/api-${index}/v1`);

/** The service as its users start it, from a settings file that declares every base path. */
export function startService(folder, kind, paths, source) {
  const sources = [{ kind, name: 'source', dialect: 'kong', ...source }];
  return startWith(folder, { apis: { basePaths: paths }, sources });
}

/** The service as its users start it, from a settings file in that folder. */
export async function startWith(folder, settingsOfOthers) {
  const url = `http://127.0.0.1:${await freePort()}`;
  const settings = { http: { port: Number(new URL(url).port), host: '127.0.0.1' }, ...settingsOfOthers };
  const file = join(folder, 'heartbeat.yaml');
  writeFileSync(file, JSON.stringify(settings));
  const process = spawn(globalThis.process.execPath, [HEARTBEAT, 'serve', '--config', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (ready?.ok) return { process, url };
    if (tries > 1_200 || process.exitCode !== null) throw new Error('the service did not get ready');
    await sleep(50);
  }
}

export async function ask(url, paths) {
  const all = fetch(`${url}/heartbeats`);
  for (let index = 0; index < SINGLES_A_SECOND; index++) {
    const path = paths[Math.floor(Math.random() * paths.length)];
    await (await fetch(`${url}/heartbeats?basepath=${path}`)).arrayBuffer();
  }
  await (await all).arrayBuffer();
}

/** The metrics page of a service: the number of a series by its text. */
export async function metricsOf(url) {
  const page = await (await fetch(`${url}/metrics`)).text();
  return (name) =>
    Number(
      page
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
}

/** Memory second by second after the warm-up, while clients ask. */
async function watch({ process, url }, paths) {
  const seen = [];
  for (let second = 0; second < SECONDS; second++) {
    // The event-loop figures begin anew with each look at the metrics.
    if (second === WARM_UP_SECONDS) await metricsOf(url);
    await ask(url, paths);
    await sleep(900);
    if (second >= WARM_UP_SECONDS) seen.push(memoryOf(process.pid).now);
  }
  return seen;
}

async function measure(kind, count, targetMb) {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  const gateway = fork(GATEWAY, [String(count)]);
  const children = [gateway];
  try {
    const [{ port }] = await once(gateway, 'message');
    const paths = pathsOf(count);
    const service = await startService(folder, kind, paths, SOURCES[kind](`http://127.0.0.1:${port}`));
    children.push(service.process);
    const seen = await watch(service, paths);
    const figure = await metricsOf(service.url);
    const milliseconds = (name) => `${(figure(`nodejs_eventloop_lag_${name}_seconds`) * 1_000).toFixed(0)} ms`;
    console.log(
      `${kind}, ${count} base paths: RSS median ${quantile(seen, 0.5).toFixed(0)} MB, ` +
        `most ${Math.max(...seen).toFixed(0)} MB (with the start ${memoryOf(service.process.pid).most.toFixed(0)} MB), ` +
        `target ≤ ${targetMb} MB; event loop late p99 ${milliseconds('p99')}, most ${milliseconds('max')}; ` +
        `UP ${figure('heartbeat_base_paths{status="UP"}')}, polls good ${figure('heartbeat_source_reads_total{source="source",result="good"}')}`,
    );
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

export async function run() {
  for (const kind of Object.keys(SOURCES)) {
    await measure(kind, 5_000, 200);
    await measure(kind, 100_000, 512);
  }
}
