import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get, Agent as HttpAgent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Histogram, Registry } from 'prom-client';
import { Agent, Pool, request } from 'undici';
import { SystemClock } from '../../dist/platform/clock/system-clock.js';
import { resolveAllowed } from '../../dist/platform/egress/allowed-addresses.js';
import { gatewayPolicy } from '../../dist/platform/egress/egress-policy.js';
import { Http1Prober } from '../../dist/sources/pulse/probing/http1-prober.js';
import { fixedTrust } from '../../dist/sources/pulse/probing/connections/connection.js';
import { BucketWindow } from '../../dist/window/bucket-window.js';
import { interleaved, printRatio } from './measure.js';

export const about = 'probes per CPU second, everything included, beside a bare undici.request loop with a deadline';

const TARGET = fileURLToPath(new URL('./probe-target.js', import.meta.url));
const IN_FLIGHT = 64;
const ROUNDS = 7;
const TIMEOUT_MS = 5_000;
const TARGETS = Array.from({ length: 1_000 }, (_, index) => `/eni/api-${index}/v1/health`);
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

function proberTo(url, parts, ca) {
  const names = { resolve: async () => ({ ok: true, addresses: ['127.0.0.1'] }) };
  const lookUp = (host, policy) => resolveAllowed(host, policy, names);
  const bounds = { mostConnections: 200, mostPerOrigin: 200 };
  const prober = new Http1Prober({
    clock: new SystemClock(),
    lookUp,
    userAgent: 'Heartbeat-Pulse/bench',
    trust: fixedTrust(ca === undefined ? {} : { ca }),
    ...bounds,
  });
  const policy = gatewayPolicy(new URL(url));
  const expect = { status: [{ from: 200, to: 499 }], json: [] };
  const asked = { method: 'GET', headers: HEADERS, timeoutMs: TIMEOUT_MS, retries: 0, backoffMs: 250, expect, policy };
  const requests = TARGETS.map((path) => ({ ...asked, url: new URL(url + path), freshConnection: false, ...parts }));
  const signal = new AbortController().signal;
  const record = recording();
  let turn = 0;
  const probe = async () => record(await prober.probe(requests[turn++ % requests.length], signal));
  return { probe, close: () => prober.close() };
}

/** What anybody would write first; `reset` asks for a new connection each time. */
function loopTo(url, { reset = false, ...options } = {}) {
  const dispatcher = new Agent({ connections: IN_FLIGHT, ...options });
  let turn = 0;
  return async () => {
    const target = url + TARGETS[turn++ % TARGETS.length];
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { statusCode, body } = await request(target, { dispatcher, headers: HEADERS, signal, reset });
    await body.dump();
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
  };
}

/** The barest use of undici: no deadline, nothing looked at but that the answer ended. */
function dispatchTo(url, options) {
  const pool = new Pool(url, { connections: IN_FLIGHT, headersTimeout: 0, bodyTimeout: 0, ...options });
  const nothing = () => undefined;
  const handler = { onRequestStart: nothing, onResponseStart: nothing, onResponseData: nothing };
  let turn = 0;
  return () =>
    new Promise((resolve, reject) => {
      const path = TARGETS[turn++ % TARGETS.length];
      const ended = { onResponseEnd: resolve, onResponseError: (_, error) => reject(error) };
      pool.dispatch({ path, method: 'GET', headers: HEADERS }, { ...handler, ...ended });
    });
}

/**
 * The barest use of node:http, on kept connections or new ones. An agent with a bound uses its connections again for requests
 * that wait, even without `keepAlive`.
 */
function nodeTo(url, keepAlive) {
  const agent = keepAlive ? new HttpAgent({ keepAlive, maxSockets: IN_FLIGHT }) : new HttpAgent();
  let turn = 0;
  return () =>
    new Promise((resolve, reject) => {
      const ended = (answer) => answer.resume().once('end', resolve);
      get(url + TARGETS[turn++ % TARGETS.length], { agent, headers: HEADERS }, ended).on('error', reject);
    });
}

const JSON_EXPECTED = {
  expect: { status: [{ from: 200, to: 299 }], json: [{ path: '$.status', equals: 'UP' }] },
};
const FRESH = { freshConnection: true };

/** Name, probes a round, what ours does otherwise, the reference, the target. */
const plainCases = (url) => [
  ['kept connections, beside the loop', 30_000, {}, loopTo(url), '≥ 0.70'],
  ['body judged, beside the loop', 30_000, JSON_EXPECTED, loopTo(url), '≥ 0.70'],
  ['kept, beside bare undici dispatch', 30_000, {}, dispatchTo(url)],
  ['kept, beside bare node:http', 30_000, {}, nodeTo(url, true)],
  ['new ones, beside the loop', 4_000, FRESH, loopTo(url, { reset: true }), '≥ 0.70'],
  ['new ones, beside bare node:http', 4_000, FRESH, nodeTo(url, false), '≥ 0.70'],
];

const tlsCases = (url, ca) => [
  ['TLS, beside undici over HTTP/1.1', 10_000, {}, dispatchTo(url, { connect: { ca } }), '≥ 0.90'],
  [
    'TLS, beside undici over HTTP/2',
    10_000,
    {},
    dispatchTo(url, { connections: 1, allowH2: true, maxConcurrentStreams: 100, pipelining: 100, connect: { ca } }),
  ],
];

async function compare(url, cases, { ca, target: child }) {
  for (const [name, count, parts, reference, target] of cases) {
    const ours = proberTo(url, parts, ca);
    if (parts === FRESH) for (const probe of [ours.probe, reference]) await makesNewOnes(child, probe);
    const figures = await interleaved(
      ROUNDS,
      () => perCpuSecond(count, ours.probe),
      () => perCpuSecond(count, reference),
    );
    printRatio(name, 'probes/CPU s', figures, target);
    await ours.close();
  }
}

/** Fails if what is measured as new connections is none. */
async function makesNewOnes(child, probe) {
  const connections = async () => {
    child.send('connections');
    return (await once(child, 'message'))[0].connections;
  };
  const before = await connections();
  await perCpuSecond(500, probe);
  const made = (await connections()) - before;
  if (made < 500) throw new Error(`500 probes on new connections made ${made} of them`);
}

/** A certificate for localhost, by openssl; undefined where that is missing. */
function certificateIn(folder) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const { error } = spawnSync('openssl', [...args, '-keyout', key, '-out', cert, ...names]);
  return error ? undefined : { key, cert };
}

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  const certificate = certificateIn(folder);
  const child = fork(TARGET, certificate ? [certificate.key, certificate.cert] : []);
  const [{ port, tlsPort }] = await once(child, 'message');
  try {
    const url = `http://127.0.0.1:${port}`;
    await compare(url, plainCases(url), { target: child });
    if (!certificate) return console.log('no openssl, so nothing by TLS');
    const ca = readFileSync(certificate.cert);
    const secure = `https://localhost:${tlsPort}`;
    await compare(secure, tlsCases(secure, ca), { ca, target: child });
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
}
