// Feeds recorded pages of a gateway, or recorded answers of a monitoring system, to Heartbeat: `npm run replay -- --help`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { DemoLog } from '../../dist/cli/demo/demo-log.js';
import { HeartbeatSettings } from '../../dist/config/heartbeat.settings.js';
import { startHeartbeat } from '../../dist/service.js';
import { parseDuration } from '../../dist/platform/settings/duration.js';
import { readSettings } from '../../dist/platform/settings/read-settings.js';

const HELP = `Usage: npm run replay -- FILE... --api BASEPATH [options]

Serves recordings on loopback, pages one after another; the last one stays. A folder stands for the files in it, by name.
  *.json  answers of the Prometheus API to queries for raw samples, such as {job="kong"}[2m], of the counter, of up and of
          what says when the gateway began; all together are played from the newest sample of the first one on
  others  pages of metrics, as a gateway writes them; served at /metrics

  --api BASEPATH     what to watch; may be repeated
  --dialect NAME     what the recordings are written in (kong)
  --every DURATION   when the next page's turn is, such as 15s (with each request for one)
  --started DURATION how long the gateway had run before its first page; else nothing is known of the time before it
  --port PORT        where they are served (a free one)
  --serve [--http PORT]   starts Heartbeat on them, too, at PORT (8080); without it the settings are printed

Without --serve, keep what is printed as heartbeat.yaml and run: heartbeat serve --config heartbeat.yaml
`;

const say = (line) => void process.stdout.write(`${line}\n`);

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).toSorted();
  return names.map((name) => join(path, name)).filter((each) => statSync(each).isFile());
}

/** Gives one recording after another: with each call, or as the time of each has passed. */
function inTurn(recordings, everyMs) {
  let next = 0;
  const startMs = performance.now();
  return () => {
    const turn = everyMs === undefined ? next++ : Math.floor((performance.now() - startMs) / everyMs);
    return recordings[Math.min(turn, recordings.length - 1)];
  };
}

async function textOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** A page of metrics with each request for `/metrics`; `startedMs` says when the gateway began, where that is told. */
function pagesServer(next, startedMs) {
  const start = startedMs === undefined ? '' : `process_start_time_seconds ${startedMs / 1_000}\n`;
  return createServer((request, response) => {
    if (request.url !== '/metrics') response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(next() + start);
  });
}

const START = 'process_start_time_seconds';

/** All series of some answers, each with its samples in the order of their times, as if the first answer were of now. */
function seriesOf(answers, nowSeconds) {
  const newestOf = ({ data }) => Math.max(...data.result.flatMap(({ values }) => values.map(([time]) => time)));
  const shift = nowSeconds - newestOf(answers[0]);
  const series = new Map();
  for (const { metric, values } of answers.flatMap(({ data }) => data.result)) {
    const samples = series.get(JSON.stringify(metric)) ?? new Map();
    series.set(JSON.stringify(metric), samples);
    const shifted = (value) => (metric['__name__'] === START ? String(Number(value) + shift) : value);
    for (const [time, value] of values) samples.set(time + shift, shifted(value));
  }
  return [...series].map(([metric, samples]) => ({
    metric: JSON.parse(metric),
    values: [...samples].toSorted(([one], [other]) => one - other),
  }));
}

/** What a query such as `x{…}[45s]` or `{__name__=~"up|y"}[45s]` asks for; other conditions are taken for fulfilled. */
function readQuery(query) {
  const [, name, pattern, range] = /^(?:([\w:]+)|\{__name__=~"([^"]*)")[^[]*\[(\d+)s\]$/.exec(query) ?? [];
  const isAsked = new RegExp(`^(?:${pattern ?? name})$`);
  return { isAsked: (metric) => isAsked.test(metric['__name__']), rangeSeconds: Number(range) };
}

/** A monitoring system that has stored what was recorded. */
function answersServer(answers) {
  const series = seriesOf(answers, Date.now() / 1_000);
  return createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request));
    const [time, query] = [Number(form.get('time')), form.get('query') ?? ''];
    const send = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/api/v1/status/buildinfo') send(200, { status: 'success', data: { version: '3.5.0' } });
    else if (request.url !== '/api/v1/query') send(404, { status: 'error' });
    else if (query === '1 default 2') send(400, { status: 'error', errorType: 'bad_data' });
    else {
      const { isAsked, rangeSeconds } = readQuery(query);
      const result = series.flatMap(({ metric, values }) => {
        const within = values.filter(([at]) => at > time - rangeSeconds && at <= time);
        return isAsked(metric) && within.length > 0 ? [{ metric, values: within }] : [];
      });
      send(200, { status: 'success', data: { resultType: 'matrix', result } });
    }
  });
}

function settingsFor({ recorded, url, values }) {
  const source = { name: 'replay', dialect: values.dialect };
  return {
    http: { host: '127.0.0.1', port: Number(values.http), drain: '0s' },
    window: { length: '1m', bucket: '5s' },
    evaluation: { every: '2s' },
    apis: { basePaths: values.api },
    sources: [
      recorded === 'answers'
        ? { kind: 'raccoon', ...source, pollEvery: '2s', lag: '0s', url }
        : { kind: 'gateway-scrape', ...source, scrapeEvery: '2s', keepPages: false, urls: [`${url}/metrics`] },
    ],
  };
}

const readArguments = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      api: { type: 'string', multiple: true, default: [] },
      dialect: { type: 'string', default: 'kong' },
      every: { type: 'string' },
      started: { type: 'string' },
      port: { type: 'string', default: '0' },
      http: { type: 'string', default: '8080' },
      serve: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });

/** What is wrong with the arguments, or undefined. */
function mistakeIn({ values, positionals }, files) {
  if (positionals.length === 0) return 'name a recording: a file, or a folder of them';
  if (values.api.length === 0) return 'say what to watch: --api /eni/echo/v1';
  if (values.every !== undefined && !(parseDuration(values.every) > 0)) return '--every wants a duration such as 15s';
  if (values.started !== undefined && !(parseDuration(values.started) > 0))
    return '--started wants a duration such as 15s';
  if (files.length === 0) return 'no file is in that folder';
  if (new Set(files.map((each) => each.endsWith('.json'))).size > 1)
    return 'pages and answers of a monitoring system are not replayed together';
  return undefined;
}

async function replay() {
  const { values, positionals } = readArguments();
  if (values.help) return say(HELP.trimEnd());
  const files = positionals.flatMap(filesOf);
  const mistake = mistakeIn({ values, positionals }, files);
  if (mistake !== undefined) throw new Error(`${mistake} (--help tells more)`);
  const recorded = files[0].endsWith('.json') ? 'answers' : 'pages';
  const recordings = files.map((file) => readFileSync(file, 'utf8'));
  const server =
    recorded === 'answers' ? answersServer(recordings.map((each) => JSON.parse(each))) : gateway(recordings, values);
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
  });
  server.listen(Number(values.port), '127.0.0.1');
  await once(server, 'listening');
  try {
    await feed(settingsFor({ recorded, url: `http://127.0.0.1:${server.address().port}`, values }), values, stopped);
  } finally {
    server.close().closeAllConnections();
  }
}

function gateway(pages, { every, started }) {
  const next = inTurn(pages, every === undefined ? undefined : parseDuration(every));
  return pagesServer(next, started === undefined ? undefined : Date.now() - parseDuration(started));
}

async function feed(plain, values, stopped) {
  const settings = readSettings(HeartbeatSettings, plain, { environment: {}, folder: '.' });
  if (!values.serve) {
    say(stringify(plain).trimEnd());
    return void (await stopped);
  }
  const heartbeat = await startHeartbeat(settings, new DemoLog(say));
  say(`Heartbeat reads the recordings: curl '${heartbeat.url}/heartbeats'. Ctrl-C stops it.`);
  await stopped;
  await heartbeat.stop();
}

try {
  await replay();
} catch (error) {
  process.stderr.write(`replay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
