import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interleaved, median, printRatio } from './measure.js';

export const about = 'GET /heartbeats: one of 10 000, all of 10 000, and 304, beside raw node:http with the same bytes';

const SERVERS = fileURLToPath(new URL('./serve-servers.js', import.meta.url));
const SECONDS = 4;
const ROUNDS = 5;

/** One base path after the other, so that nothing can be answered from a single cache line. */
const RANDOM_PATH = `
math.randomseed(os.time())
request = function()
  return wrk.format("GET", string.format("/heartbeats?basepath=/team/api-%05d/v1", math.random(0, 9999)))
end
`;

function wrk(url, args) {
  const output = execFileSync('wrk', ['-t2', '-c64', `-d${SECONDS}s`, '--latency', ...args, url], { encoding: 'utf8' });
  if (/Non-2xx or 3xx|Socket errors/.test(output)) throw new Error(output);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(output);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1]),
    p99Ms: Number(p99[1]) * { us: 0.001, ms: 1, s: 1_000 }[p99[2]],
  };
}

async function start(kind) {
  const child = fork(SERVERS, [kind]);
  const [{ port }] = await once(child, 'message');
  return { child, url: `http://127.0.0.1:${port}` };
}

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  writeFileSync(join(folder, 'random.lua'), RANDOM_PATH);
  const [ours, raw] = [await start('ours'), await start('raw')];
  const response = await fetch(`${ours.url}/heartbeats`, { headers: { 'accept-encoding': 'identity' } });
  const tag = response.headers.get('etag');
  await response.arrayBuffer();
  const cases = [
    ['one of 10 000', ['-s', join(folder, 'random.lua')], '/', '≥ 0.90'],
    ['all of 10 000', [], '/heartbeats', '≥ 0.90'],
    ['304 of all', ['-H', `If-None-Match: ${tag}`], '/heartbeats', '≥ 0.90 of one'],
  ];
  try {
    for (const [name, args, path, target] of cases) {
      const p99 = { ours: [], raw: [] };
      const measure = (server, list) => async () => {
        const result = wrk(`${server.url}${path}`, args);
        list.push(result.p99Ms);
        return result.perSecond;
      };
      const figures = await interleaved(ROUNDS, measure(ours, p99.ours), measure(raw, p99.raw));
      printRatio(name, 'req/s', figures, target);
      console.log(
        `${''.padEnd(34)} p99 ours ${median(p99.ours).toFixed(1)} ms, reference ${median(p99.raw).toFixed(1)} ms`,
      );
    }
  } finally {
    for (const { child } of [ours, raw]) child.kill();
    rmSync(folder, { recursive: true });
  }
}
