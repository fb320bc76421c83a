import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Histogram, Registry } from 'prom-client';
import { Agent, request } from 'undici';
import { SystemClock } from '../../dist/platform/clock/system-clock.js';
import { gatewayPolicy } from '../../dist/platform/egress/gateway-policy.js';
import { verdictOnAddress } from '../../dist/platform/egress/egress-address.js';
import { Http1Prober } from '../../dist/sources/pulse/probing/http1-prober.js';
import { BucketWindow } from '../../dist/window/bucket-window.js';
import { interleaved, printRatio } from './measure.js';

export const about = 'probes per CPU second, everything included, beside a bare undici.request loop with a deadline';

const TARGET = fileURLToPath(new URL('./probe-target.js', import.meta.url));
const IN_FLIGHT = 64;
const ROUNDS = 9;
const TIMEOUT_MS = 5_000;
const HEADERS = { 'X-Heartbeat-Pulse': 'bench/eni-echo', Accept: 'application/json' };

/** Probes per CPU second of this process, `count` of them, `IN_FLIGHT` at a time. */
async function perCpuSecond(count, probe) {
  const before = process.cpuUsage();
  let left = count;
  const worker = async () => {
    while (left-- > 0) await probe();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

/** What Pulse does with a result: the phases into histograms, the outcome into the window. */
function recording() {
  const registers = [new Registry()];
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
  const phases = new Histogram({ name: 'phases', help: 'phases', labelNames: ['phase'], buckets, registers });
  const window = new BucketWindow(300_000, 10_000);
  return ({ outcome, startedAt, phases: { connectMs, firstByteMs } }) => {
    if (outcome !== 'success') throw new Error(`the probe ended in ${outcome}`);
    if (connectMs !== undefined) phases.observe({ phase: 'connect' }, connectMs / 1e3);
    phases.observe({ phase: 'first-byte' }, firstByteMs / 1e3);
    window.add(0, { atMs: startedAt.wallMs, requests: 1, failures: 0 }, startedAt.wallMs);
  };
}

function proberTo(url, parts) {
  const lookUp = async (host, policy) => {
    const verdict = verdictOnAddress(host, policy);
    return verdict.ok ? { ok: true, value: [host] } : verdict;
  };
  const bounds = { mostConnections: 200, mostPerOrigin: 200 };
  const prober = new Http1Prober({ clock: new SystemClock(), lookUp, userAgent: 'Heartbeat-Pulse/bench', ...bounds });
  const policy = gatewayPolicy(new URL(url));
  const expect = { status: [{ from: 200, to: 499 }], json: [] };
  const asked = { method: 'GET', headers: HEADERS, timeoutMs: TIMEOUT_MS, retries: 0, backoffMs: 250, expect, policy };
  const signal = new AbortController().signal;
  const record = recording();
  let turn = 0;
  const probe = async () => {
    const target = new URL(`${url}/eni/api-${turn++ % 1_000}/v1/health`);
    record(await prober.probe({ ...asked, url: target, freshConnection: false, ...parts }, signal));
  };
  return { probe, close: () => prober.close() };
}

/** What anybody would write first. */
function loopTo(url, reset) {
  const dispatcher = new Agent({ connections: IN_FLIGHT });
  let turn = 0;
  return async () => {
    const target = `${url}/eni/api-${turn++ % 1_000}/v1/health`;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { statusCode, body } = await request(target, { dispatcher, headers: HEADERS, signal, reset });
    await body.dump();
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
  };
}

export async function run() {
  const child = fork(TARGET);
  const [{ port }] = await once(child, 'message');
  const url = `http://127.0.0.1:${port}`;
  const json = { expect: { status: [{ from: 200, to: 299 }], json: [{ path: '$.status', equals: 'UP' }] } };
  const cases = [
    ['kept connections', 30_000, {}, false, '≥ 0.70'],
    ['kept, body judged by JSONPath', 30_000, json, false, ''],
    ['a new connection each', 4_000, { freshConnection: true }, true, ''],
  ];
  try {
    for (const [name, count, parts, reset, target] of cases) {
      const [ours, loop] = [proberTo(url, parts), loopTo(url, reset)];
      const figures = await interleaved(
        ROUNDS,
        () => perCpuSecond(count, ours.probe),
        () => perCpuSecond(count, loop),
      );
      printRatio(name, 'probes/CPU s', figures, target);
      await ours.close();
    }
  } finally {
    child.kill();
  }
}
