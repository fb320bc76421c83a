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

Serves recordings on loopback, one after another; the last one stays. A folder stands for the files in it, by name.
  *.json  answers of the Prometheus API to the query of a raccoon source; they are given the time that is asked for
  others  pages of metrics, as a gateway writes them; served at /metrics

  --api BASEPATH     what to watch; may be repeated
  --dialect NAME     what the recordings are written in (kong)
  --every DURATION   when the next one's turn is, such as 15s (with each request for one)
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

/** A page of metrics with each request for `/metrics`. */
function pagesServer(next) {
  return createServer((request, response) => {
    if (request.url !== '/metrics') response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(next());
  });
}

/** What raccoon asks beside the window: how young the data are, and whether the scrape targets are up. All is well. */
function signsAt(time) {
  const signs = { newest: time - 1, series_before: 1, targets: 1, targets_up: 1 };
  return Object.entries(signs).map(([sign, value]) => ({
    metric: { heartbeat_sign: sign },
    value: [time, String(value)],
  }));
}

/** A monitoring system that answers the query of the window with what was recorded, as of the time that is asked for. */
function answersServer(next) {
  return createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request));
    const [time, query] = [Number(form.get('time')), form.get('query') ?? ''];
    const send = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const vector = (result) => send(200, { status: 'success', data: { resultType: 'vector', result } });
    if (request.url === '/api/v1/status/buildinfo') send(200, { status: 'success', data: { version: '3.5.0' } });
    else if (request.url !== '/api/v1/query') send(404, { status: 'error' });
    else if (query.includes('heartbeat_sign')) vector(signsAt(time));
    else if (query === '1 default 2') send(400, { status: 'error', errorType: 'bad_data' });
    else {
      const answer = JSON.parse(next());
      const result = answer.data.result.map(({ metric, value }) => ({ metric, value: [time, value[1]] }));
      send(200, { ...answer, data: { ...answer.data, result } });
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
        ? { kind: 'raccoon', ...source, pollEvery: '2s', url }
        : { kind: 'gateway-scrape', ...source, scrapeEvery: '2s', urls: [`${url}/metrics`] },
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
  const next = inTurn(
    files.map((file) => readFileSync(file, 'utf8')),
    values.every === undefined ? undefined : parseDuration(values.every),
  );
  const server = recorded === 'answers' ? answersServer(next) : pagesServer(next);
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
