import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { interleaved, median, printRatio } from './measure.js';
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
const LIVE_POLLS = 8;
const WARM_UP_POLLS = 2;
const ROUNDS = 11;
const ROUNDS_OF_FIRST_POLL = 3;
/** Series that are read in each turn at least: processor time is told in hundredths of a second. */
const SERIES_A_TURN = 100_000;
/** What a server still does after its answer, collecting garbage, belongs to the turn. */
const SETTLE_MS = 300;
const REFERENCE = `sum by (route, code) (increase(kong_http_requests_total[${WINDOW}]))`;
const CODINGS = ['gzip', 'identity'];
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

/** The first poll of a service, the good ones after it, and what each of these cost. */
async function watchPolls({ url, process: { pid } }, proxy) {
  const figures = { ours: [], parsing: [], live: [], rss: [], loopMs: [] };
  const read = async (result) => {
    const figure = await metricsOf(url);
    return [figure(`heartbeat_source_reads_total{source="source",result="${result}"}`) || 0, figure];
  };
  const first = await proxy.nextPoll();
  let [good] = await read('good');
  let last;
  for (let number = 0; figures.ours.length < LIVE_POLLS - WARM_UP_POLLS; number++) {
    if (number > 2 * LIVE_POLLS) throw new Error(`${good} good polls of ${number + 1}`);
    const { before, after, exchanges, moment } = await proxy.nextPoll();
    // The event-loop figures begin anew with each look at the metrics.
    const [nowGood, figure] = await read('good');
    const isUsual = nowGood > good && good > 0;
    good = nowGood;
    if (!isUsual || number < WARM_UP_POLLS) continue;
    last = { moment, exchanges };
    figures.series = figure('heartbeat_source_series{source="source"}');
    figures.ours.push(after.heartbeat - before.heartbeat);
    figures.parsing.push(parse(exchanges.map(decoded)));
    figures.live.push(after.prometheus - before.prometheus);
    figures.rss.push(memoryOf(pid).now);
    figures.loopMs.push(figure('nodejs_eventloop_lag_p99_seconds') * 1_000);
  }
  const [failed] = await read('failed');
  return { first, last, failed, ...figures };
}

/** Runs the service on the server, and gives its first poll, its last one, and what the ones between cost. */
async function watchService(server, { routes }, compress) {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  let service;
  const gauges = {
    prometheus: server.cpuMs,
    heartbeat: () => (service ? processorSeconds(service.process.pid) * 1_000 : 0),
  };
  const proxy = await startProxy(server.url, gauges);
  try {
    service = await startService(folder, 'raccoon', pathsOf(routes), { url: proxy.url, compress });
    const watched = await watchPolls(service, proxy);
    return { ...watched, mostMb: memoryOf(service.process.pid).most };
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

const queriesOf = ({ exchanges }) => exchanges.map(({ body }) => new URLSearchParams(body).get('query'));
const bytesOf = ({ exchanges }) => megabytes(exchanges.map(decoded));

/** What the service did, in one coding of the answers. */
function reportService({ last, failed, ours, parsing, live, rss, loopMs, series, mostMb }, coding, row) {
  if (failed > 0) console.log(`${failed} polls of the service failed`);
  const sent = megabytes(last.exchanges.map(({ bytes }) => bytes));
  console.log(
    `a poll, ${coding}: ${queriesOf(last).join('  ')}  ${bytesOf(last)} MB, sent as ${sent} MB, ${series} series`,
  );
  console.log(`CPU of Prometheus for live polls, scrapes included: ${median(live).toFixed(0)} ms`);
  const figures = { ours, reference: parsing };
  printRatio(`CPU of Heartbeat per poll, ${coding}`, 'ms', figures, `≤ ${TARGETS.heartbeat}`);
  console.log(
    `event loop late p99 ${median(loopMs).toFixed(0)} ms, of the worst poll ${Math.max(...loopMs).toFixed(0)} ms; ` +
      `RSS median ${median(rss).toFixed(0)} MB, most ${mostMb.toFixed(0)} MB`,
  );
  row(`CPU of Heartbeat, ${coding}, × JSON.parse`, ratioOf(figures), TARGETS.heartbeat);
  row(`event loop late, ${coding}, p99 of a poll, ms`, median(loopMs), TARGETS.loopMs);
  row(`RSS at most, ${coding}, the start included, MB`, mostMb, TARGETS.rssMb);
}

async function measure(server, scene, rows) {
  const name = `${server.name}, ${scene.series} series`;
  console.log(`\n${name}: ${INSTANCES} instances, ${scene.routes} routes, ${CODES} codes`);
  const row = (what, value, target) => {
    const verdict = value <= target ? 'holds' : 'MISSED';
    rows.push([name, what, value.toFixed(2), ...(target === undefined ? ['', ''] : [`≤ ${target}`, verdict])]);
  };
  const compressed = await watchService(server, scene, true);
  const plain = await watchService(server, scene, false);
  await server.standStill();
  const times = Math.ceil(SERIES_A_TURN / scene.series);
  for (const coding of CODINGS) {
    const figures = await replay(server, compressed.last, { rounds: ROUNDS, coding, times });
    printRatio(`CPU of Prometheus per poll, ${coding}`, 'ms', figures, `≤ ${TARGETS.prometheus}`);
    row(`CPU of Prometheus, ${coding}, × reference`, ratioOf(figures), TARGETS.prometheus);
  }
  const { first } = compressed;
  console.log(`the first poll: ${queriesOf(first).length} requests, ${bytesOf(first)} MB`);
  for (const coding of CODINGS) {
    const figures = await replay(server, first, { rounds: ROUNDS_OF_FIRST_POLL, coding, times: 1 });
    printRatio(`CPU of the first poll, ${coding}`, 'ms', figures);
    row(`the first poll, ${coding}, × reference`, ratioOf(figures));
  }
  reportService(compressed, 'gzip', row);
  reportService(plain, 'identity', row);
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
