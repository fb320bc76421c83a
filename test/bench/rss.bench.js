import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { quantile } from './measure.js';

export const about = 'memory of the whole service at 5 000 and 100 000 base paths, scraping, with 1 % changing';

const SERVICE = fileURLToPath(new URL('./rss-service.js', import.meta.url));
const SECONDS = Number(process.env.HEARTBEAT_BENCH_SECONDS ?? 90);

const rssMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;

/** The service's memory, second by second, while it is being read. */
async function watch(service, url) {
  const seen = [];
  for (let second = 0; second < SECONDS; second++) {
    await sleep(1_000);
    if (second % 5 === 0) await (await fetch(`${url}/heartbeats`)).arrayBuffer();
    seen.push(rssMb(service.pid));
  }
  return seen;
}

async function measure(kind, paths, target) {
  const gateway = fork(SERVICE, ['gateway', String(paths)]);
  const [{ port }] = await once(gateway, 'message');
  const service = fork(SERVICE, ['service', String(paths), kind, String(port)]);
  const [{ url }] = await once(service, 'message');
  const seen = await watch(service, url);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const figure = (name) => new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1];
  console.log(
    `${kind}, ${paths} base paths: RSS median ${quantile(seen.slice(20), 0.5).toFixed(0)} MB, most ${Math.max(...seen).toFixed(0)} MB over ${SECONDS} s, target ≤ ${target} MB; ` +
      `UP ${figure('heartbeat_base_paths{status="UP"}')}, event-loop lag p99 ${(Number(figure('nodejs_eventloop_lag_p99_seconds')) * 1_000).toFixed(0)} ms`,
  );
  for (const child of [service, gateway]) child.kill('SIGKILL');
}

export async function run() {
  for (const kind of ['gateway-scrape', 'raccoon']) {
    await measure(kind, 5_000, 200);
    await measure(kind, 100_000, 512);
  }
}
