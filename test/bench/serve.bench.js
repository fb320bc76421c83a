import { execFile, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { interleaved, median, printRatio, quantile } from './measure.js';

export const about =
  'GET /heartbeats: one of 10 000, all of 10 000 (also gzip), and 304, beside raw node:http with the same bytes; two processes beside one';

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
  const output = execFileSync('wrk', ['-t2', '-c64', `-d${SECONDS}s`, '--latency', '--timeout', '15s', ...args, url], {
    encoding: 'utf8',
  });
  if (/Non-2xx or 3xx|Socket errors/.test(output)) throw new Error(output);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(output);
  return {
    requests: Number(/(\d+) requests in/.exec(output)[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1]),
    p99Ms: Number(p99[1]) * { us: 0.001, ms: 1, s: 1_000 }[p99[2]],
  };
}

const execFileAsync = promisify(execFile);

/** What several servers answer a second together, each asked by a thread of its own. */
async function together(servers, script) {
  const args = ['-t1', '-c64', `-d${SECONDS}s`, '-s', script];
  const runs = await Promise.all(servers.map(({ url }) => execFileAsync('wrk', [...args, url])));
  return runs.reduce((sum, { stdout }) => sum + Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]), 0);
}

async function start(kind) {
  const child = fork(SERVERS, [kind]);
  const [{ port }] = await once(child, 'message');
  return { child, url: `http://127.0.0.1:${port}` };
}

/** What a server has used so far. */
async function usage({ child }) {
  child.send('usage');
  const [used] = await once(child, 'message');
  return used;
}

/** One round on one server: requests a second of CPU time, which a busy machine does not change, and what wrk saw. */
async function round(server, path, args) {
  const before = await usage(server);
  const seen = wrk(`${server.url}${path}`, args);
  const after = await usage(server);
  const cpuUs = (after.cpuUs - before.cpuUs) / seen.requests;
  return { perSecond: seen.perSecond, p99Ms: seen.p99Ms, cpuUs, lateMs: after.lateMs };
}

async function compare([name, args, path], ours, raw) {
  const rounds = await interleaved(
    ROUNDS,
    () => round(ours, path, args),
    () => round(raw, path, args),
  );
  const only = (figure, of) => rounds[of].map((each) => each[figure]);
  const both = (figure) => ({ ours: only(figure, 'ours'), reference: only(figure, 'reference') });
  printRatio(name, 'req/s', both('perSecond'), '≥ 0.90');
  // The ratio of what a request costs, turned round so that it compares with that of the speeds.
  const { ours: cost, reference } = both('cpuUs');
  const shares = cost.map((value, index) => reference[index] / value);
  console.log(
    `${''.padEnd(34)} CPU ours ${median(cost).toFixed(1)} µs, reference ${median(reference).toFixed(1)} µs a request, ` +
      `reference ÷ ours ${quantile(shares, 0.5).toFixed(2)} (quartiles ${quantile(shares, 0.25).toFixed(2)}–${quantile(shares, 0.75).toFixed(2)}), target ≥ 0.90`,
  );
  console.log(
    `${''.padEnd(34)} p99 ours ${median(only('p99Ms', 'ours')).toFixed(1)} ms, reference ${median(only('p99Ms', 'reference')).toFixed(1)} ms; ` +
      `event loop late p99 ${median(only('lateMs', 'ours')).toFixed(1)} ms (reference ${median(only('lateMs', 'reference')).toFixed(1)} ms)`,
  );
  return { perSecond: median(only('perSecond', 'ours')), cpuUs: median(cost) };
}

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  writeFileSync(join(folder, 'random.lua'), RANDOM_PATH);
  const [ours, raw, limited] = [await start('ours'), await start('raw'), await start('limited')];
  const servers = [ours, raw, limited];
  const response = await fetch(`${ours.url}/heartbeats`, { headers: { 'accept-encoding': 'identity' } });
  const tag = response.headers.get('etag');
  await response.arrayBuffer();
  try {
    const script = join(folder, 'random.lua');
    const one = await compare(['one of 10 000', ['-s', script], '/'], ours, raw);
    const page = await compare(['a page of 100, beside raw one', [], '/heartbeats?limit=100&offset=300'], ours, raw);
    console.log(
      `${'a page of 100 beside one'.padEnd(34)} ratio ${(page.perSecond / one.perSecond).toFixed(2)}, by CPU ${(one.cpuUs / page.cpuUs).toFixed(2)}, target ≥ 0.60`,
    );
    await compare(['the same, raw with our limit', ['-s', script], '/'], ours, limited);
    await compare(['all of 10 000', [], '/heartbeats'], ours, raw);
    await compare(['all of 10 000, gzip', ['-H', 'Accept-Encoding: gzip'], '/heartbeats'], ours, raw);
    const known = await compare(['304 of all', ['-H', `If-None-Match: ${tag}`], '/heartbeats'], ours, raw);
    console.log(
      `${'304 beside one'.padEnd(34)} ratio ${(known.perSecond / one.perSecond).toFixed(2)}, by CPU ${(one.cpuUs / known.cpuUs).toFixed(2)}, target ≥ 0.90`,
    );
    for (const { child } of [raw, limited]) child.kill();
    const second = await start('ours');
    servers.push(second);
    const rounds = await interleaved(
      ROUNDS,
      () => together([ours, second], script),
      () => together([ours], script),
    );
    printRatio('two processes beside one', 'req/s', rounds, '≥ 1.80');
  } finally {
    for (const { child } of servers) child.kill();
    rmSync(folder, { recursive: true });
  }
}
