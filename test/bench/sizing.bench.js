import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from './measure.js';
import { memoryOf, processorSeconds } from './processes.js';
import { ask, GATEWAY, pathsOf, startService } from './rss.bench.js';

export const about = 'start-up, memory and processor time by the number of base paths, with the default intervals';

const SECONDS = Number(process.env.HEARTBEAT_BENCH_SECONDS ?? 60);
const WARM_UP_SECONDS = 20;

const SOURCES = {
  raccoon: (address) => ({ url: address }),
  'gateway-scrape': (address) => ({ urls: [`${address}/metrics`] }),
};

async function measure(kind, count) {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  const children = [fork(GATEWAY, [String(count)])];
  try {
    const [{ port }] = await once(children[0], 'message');
    const paths = pathsOf(count);
    const startMs = performance.now();
    const service = await startService(folder, kind, paths, SOURCES[kind](`http://127.0.0.1:${port}`));
    const startSeconds = (performance.now() - startMs) / 1_000;
    children.push(service.process);
    const { pid } = service.process;
    await sleep(WARM_UP_SECONDS * 1_000);
    const before = processorSeconds(pid);
    const fromMs = performance.now();
    const seen = [];
    for (let second = 0; second < SECONDS; second++) {
      await ask(service.url, paths);
      await sleep(900);
      seen.push(memoryOf(pid).now);
    }
    const share = (processorSeconds(pid) - before) / ((performance.now() - fromMs) / 1_000);
    console.log(
      `${kind}, ${count} base paths: ready after ${startSeconds.toFixed(1)} s, RSS median ${quantile(seen, 0.5).toFixed(0)} MB, ` +
        `most ${memoryOf(pid).most.toFixed(0)} MB, ${(share * 100).toFixed(1)} % of a core`,
    );
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

export async function run() {
  for (const kind of Object.keys(SOURCES)) {
    for (const count of [100, 5_000, 100_000]) await measure(kind, count);
  }
}
