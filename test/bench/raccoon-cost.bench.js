import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { interleaved, median, printRatio, quantile } from './measure.js';
import { memoryOf, processorSeconds } from './processes.js';
import { foundPrograms, startPrometheus } from './raccoon-cost-prometheus.js';
import { exchange, startProxy } from './recording-proxy.js';
import { metricsOf, pathsOf, startService } from './rss.bench.js';

export const about =
  'what a poll of Raccoon costs a real Prometheus, beside one plain PromQL expression, and Heartbeat';

const GATEWAY = fileURLToPath(new URL('./raccoon-cost-gateway.js', import.meta.url));
const PROGRAMS = ['prometheus', 'prometheus3'];
/** Beyond `maximumSeries` of the source it is measured as the source then asks. */
const SIZES = (process.env.HEARTBEAT_BENCH_SERIES ?? '20000,100000').split(',').map(Number);
/** Time that is scraped before anything is measured: the window of the reference, and what the first poll reaches back. */
const SECONDS = Number(process.env.HEARTBEAT_BENCH_SECONDS ?? 345);
const INSTANCES = 10;
const CODES = 4;
const WINDOW = '5m';
/** Polls of the running service: of the first few, much is compiling. */
const LIVE_POLLS = 10;
const WARM_UP_POLLS = 3;
const ROUNDS = 11;
const ROUNDS_OF_FIRST_POLL = 5;
/** Series that are read in each turn at least: processor time is told in hundredths of a second. */
const SERIES_A_TURN = 100_000;
/** What a server still does after its answer, collecting garbage, belongs to the turn. */
const SETTLE_MS = 300;
const REFERENCE = `sum by (route, code) (increase(kong_http_requests_total[${WINDOW}]))`;
const TARGETS = { prometheus: 1.2, heartbeat: 1.5, loopMs: 50, rssMb: 512 };

/** A gateway with so many series, and each Prometheus of this machine that scrapes it. */
async function startScene(series, programs) {
  const routes = series / INSTANCES / CODES;
  const gateway = fork(GATEWAY, [String(INSTANCES), String(routes)]);
  const [{ targets, codes }] = await once(gateway, 'message');
  if (codes !== CODES) throw new Error(`${codes} codes`);
  const servers = [];
  const end = () => {
    for (const server of servers) server.end();
    gateway.kill('SIGKILL');
  };
  for (const program of programs) servers.push(await startPrometheus(program, targets));
  return { series, routes, servers, end };
}

/** Processor time of a task of this process, ms. */
function cpuOf(task) {
  const from = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

const decoded = ({ answer, bytes }) => (answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes);
const parse = (bodies) => cpuOf(() => bodies.forEach((body) => void JSON.parse(body.toString('utf8'))));
const megabytes = (bodies) => (bodies.reduce((sum, { length }) => sum + length, 0) / 1e6).toFixed(1);

/** Runs the service on the server, and gives its first poll, its last one, and what the ones between cost. */
async function watchService(server, { routes }) {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  let service;
  const gauges = {
    prometheus: server.cpuMs,
    heartbeat: () => (service ? processorSeconds(service.process.pid) * 1_000 : 0),
  };
  const proxy = await startProxy(server.url, gauges);
  try {
    service = await startService(folder, 'raccoon', pathsOf(routes), { url: proxy.url });
    const first = await proxy.nextPoll();
    const figures = { ours: [], parsing: [], live: [], rss: [] };
    let last;
    for (let number = 0; number < LIVE_POLLS; number++) {
      last = await proxy.nextPoll();
      const { before, after, exchanges } = last;
      const parsing = parse(exchanges.map(decoded));
      // The event-loop figures begin anew with each look at the metrics.
      if (number < WARM_UP_POLLS) await metricsOf(service.url);
      if (number < WARM_UP_POLLS) continue;
      figures.ours.push(after.heartbeat - before.heartbeat);
      figures.parsing.push(parsing);
      figures.live.push(after.prometheus - before.prometheus);
      figures.rss.push(memoryOf(service.process.pid).now);
    }
    const figure = await metricsOf(service.url);
    const good = figure('heartbeat_source_reads_total{source="source",result="good"}');
    if (!(good >= LIVE_POLLS)) throw new Error(`${good} good polls of ${LIVE_POLLS + 1}`);
    return {
      first,
      last,
      ...figures,
      series: figure('heartbeat_source_series{source="source"}'),
      mostMb: memoryOf(service.process.pid).most,
      loopMs: figure('nodejs_eventloop_lag_p99_seconds') * 1_000,
    };
  } finally {
    service?.process.kill('SIGKILL');
    proxy.end();
    rmSync(folder, { recursive: true });
  }
}

/** What requests cost the server, ms of processor time, asked one after another. */
async function costOf(server, requests, { agent, coding, times }) {
  const from = server.cpuMs();
  for (let turn = 0; turn < times; turn++) {
    for (const { method, path, headers, body } of requests) {
      const asked = { method, path, headers: { ...headers, 'accept-encoding': coding }, body };
      const { status } = await exchange(asked, { url: server.url, agent });
      if (status !== 200) throw new Error(`${status}: ${body}`);
    }
  }
  await sleep(SETTLE_MS);
  return (server.cpuMs() - from) / times;
}

/** The reference at the moment of a poll, sent as its requests are. */
function referenceOf({ moment, exchanges: [{ method, path, headers }] }) {
  const body = new URLSearchParams({ query: REFERENCE, time: moment }).toString();
  const { 'content-length': _, ...others } = headers;
  return { method, path, headers: { ...others, 'content-length': String(body.length) }, body };
}

async function replay(server, poll, { rounds, coding, times }) {
  const agent = new Agent({ keepAlive: true });
  const settings = { agent, coding, times };
  const ours = () => costOf(server, poll.exchanges, settings);
  const reference = () => costOf(server, [referenceOf(poll)], settings);
  const figures = await interleaved(rounds, ours, reference);
  agent.destroy();
  return figures;
}

const ratioOf = ({ ours, reference }) => median(ours.map((value, index) => value / reference[index]));

async function measure(server, scene, rows) {
  const name = `${server.name}, ${scene.series} series`;
  console.log(`\n${name}: ${INSTANCES} instances, ${scene.routes} routes, ${CODES} codes`);
  const watched = await watchService(server, scene);
  const { first, last, ours, parsing, live, rss, series, mostMb, loopMs } = watched;
  await server.standStill();
  const queries = (poll) => poll.exchanges.map(({ body }) => new URLSearchParams(body).get('query'));
  const bodies = last.exchanges.map(decoded);
  const sent = megabytes(last.exchanges.map(({ bytes }) => bytes));
  console.log(`a poll: ${queries(last).join('  ')}  ${megabytes(bodies)} MB, sent as ${sent} MB, ${series} series`);
  console.log(`the first: ${queries(first).length} requests, ${megabytes(first.exchanges.map(decoded))} MB`);
  const row = (what, value, target) => {
    const holds = target === undefined ? '' : value <= target ? 'holds' : 'MISSED';
    rows.push([name, what, value.toFixed(2), target === undefined ? '' : `≤ ${target}`, holds]);
  };
  const times = Math.ceil(SERIES_A_TURN / scene.series);
  for (const coding of ['gzip', 'identity']) {
    const figures = await replay(server, last, { rounds: ROUNDS, coding, times });
    printRatio(`its CPU per poll, ${coding}`, 'ms', figures, `≤ ${TARGETS.prometheus}`);
    row(`CPU of Prometheus, ${coding}, × reference`, ratioOf(figures), TARGETS.prometheus);
  }
  const figures = await replay(server, first, { rounds: ROUNDS_OF_FIRST_POLL, coding: 'gzip', times: 1 });
  printRatio('its CPU of the first poll, gzip', 'ms', figures);
  row('the first poll, gzip, × reference', ratioOf(figures));
  console.log(`its CPU of live polls, scrapes included: ${median(live).toFixed(0)} ms`);
  printRatio('Heartbeat per poll, all of it', 'ms', { ours, reference: parsing }, `≤ ${TARGETS.heartbeat}`);
  row('CPU of Heartbeat, × JSON.parse', ratioOf({ ours, reference: parsing }), TARGETS.heartbeat);
  row('event loop late, p99, ms', loopMs, TARGETS.loopMs);
  console.log(`event loop late p99 ${loopMs.toFixed(0)} ms, RSS median ${quantile(rss, 0.5).toFixed(0)} MB`);
  row('RSS at most, the start included, MB', mostMb, TARGETS.rssMb);
}

function printTable(rows) {
  const all = [['server', 'what', 'value', 'target', ''], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  console.log();
  for (const row of all)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

export async function run() {
  const programs = foundPrograms(PROGRAMS);
  const scenes = [];
  const rows = [];
  try {
    for (const series of SIZES) scenes.push(await startScene(series, programs));
    console.log(`${SECONDS} s of scrapes every 15 s before anything is measured`);
    await sleep(SECONDS * 1_000);
    for (const scene of scenes) for (const server of scene.servers) await measure(server, scene, rows);
  } finally {
    for (const scene of scenes) scene.end();
  }
  printTable(rows);
}
