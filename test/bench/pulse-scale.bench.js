import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { memoryOf } from './processes.js';
import { startWith } from './rss.bench.js';

export const about = '10 000 targets at 15 s on one process, and the same with 2 000 of them hanging';

const GATEWAY = fileURLToPath(new URL('./pulse-gateway.js', import.meta.url));
const SECONDS = Number(process.env.HEARTBEAT_BENCH_SECONDS ?? 45);
/** Two rounds, and the time-outs of the first one. */
const WARM_UP_SECONDS = 40;
const TARGETS = 10_000;
const INTERVAL_MS = 15_000;
const TOLERATED = 0.1;
const A_FILE = 200;
const TICKS_A_SECOND = 100;

const pathsOf = (hanging) =>
  Array.from({ length: TARGETS }, (_, index) => `/${index < hanging ? 'hangs' : 'answers'}/api-${index}/v1`);

function writeRovers(folder, paths) {
  mkdirSync(folder);
  for (let first = 0; first < paths.length; first += A_FILE) {
    const exposures = paths
      .slice(first, first + A_FILE)
      .map((basePath) => `    - { type: api, basePath: ${basePath}, pulse: {} }`);
    const head = [
      'apiVersion: tcp.ei.telekom.de/v1',
      'kind: Rover',
      `metadata: { name: team-${first} }`,
      'spec:',
      '  exposures:',
    ];
    writeFileSync(join(folder, `team-${first}.yaml`), `${[...head, ...exposures].join('\n')}\n# end\n`);
  }
}

function startProbing(folder, gatewayPort, source) {
  const pulse = { kind: 'pulse', name: 'pulse', gateways: { default: `http://127.0.0.1:${gatewayPort}` }, ...source };
  return startWith(folder, { apis: { rovers: './rovers' }, sources: [pulse] });
}

async function figuresOf(url) {
  const page = await (await fetch(`${url}/metrics`)).text();
  return (name) =>
    Number(
      page
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length) ?? 0,
    );
}

/** CPU seconds that a process has used. */
function cpuSecondsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

const shown = ({ gaps, onTime, worstMs }) =>
  gaps === 0 ? 'none' : `${((100 * onTime) / gaps).toFixed(2)} % on time, worst ${(worstMs / 1_000).toFixed(2)} s off`;

async function watch({ process, url }, gateway) {
  await sleep(WARM_UP_SECONDS * 1_000);
  // The event-loop figures begin anew with each look at the metrics.
  await figuresOf(url);
  gateway.send('begin');
  const cpuBefore = cpuSecondsOf(process.pid);
  let mostMb = 0;
  for (let second = 0; second < SECONDS; second++) {
    await sleep(1_000);
    mostMb = Math.max(mostMb, memoryOf(process.pid).now);
  }
  const cpu = (cpuSecondsOf(process.pid) - cpuBefore) / SECONDS;
  gateway.send('tell');
  const [{ tally }] = await once(gateway, 'message');
  return { cpu, mostMb, tally, figure: await figuresOf(url) };
}

async function measure(hanging, source) {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  const gateway = fork(GATEWAY, [String(INTERVAL_MS), String(TOLERATED)]);
  const children = [gateway];
  try {
    const [{ port }] = await once(gateway, 'message');
    writeRovers(join(folder, 'rovers'), pathsOf(hanging));
    const service = await startProbing(folder, port, source);
    children.push(service.process);
    const { cpu, mostMb, tally, figure } = await watch(service, gateway);
    const probesASecond = (tally.prompt.gaps + tally.hanging.gaps) / SECONDS;
    const lag = (name) => `${(figure(`nodejs_eventloop_lag_${name}_seconds`) * 1_000).toFixed(0)} ms`;
    console.log(
      `${TARGETS} targets, ${hanging} hanging, ${JSON.stringify(source)}, ${SECONDS} s: ${probesASecond.toFixed(0)} probes/s; ` +
        `answering ${shown(tally.prompt)}; hanging ${shown(tally.hanging)}; ` +
        `CPU ${(cpu * 100).toFixed(0)} % of a core, ${((cpu / probesASecond) * 1e6).toFixed(0)} µs a probe, the whole service; RSS ${mostMb.toFixed(0)} MB; ` +
        `event loop late p99 ${lag('p99')}, most ${lag('max')}; ` +
        `UP ${figure('heartbeat_base_paths{status="UP"}')}, DOWN ${figure('heartbeat_base_paths{status="DOWN"}')}, suspect ${figure('heartbeat_pulse_suspect{source="pulse",zone="default"}')}`,
    );
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

export async function run() {
  await measure(0, {});
  await measure(2_000, { concurrency: 2_000, perHost: 2_000 });
  await measure(2_000, {});
}
