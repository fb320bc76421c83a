import { GatewayReadings } from '../../dist/sources/gateway-readings.js';
import { LedgerFeed } from '../../dist/sources/ledger-feed.js';
import { MappingSettings } from '../../dist/sources/dialects/dialect.settings.js';
import { kong } from '../../dist/sources/dialects/kong.js';
import { RaccoonSettings } from '../../dist/sources/raccoon/raccoon.settings.js';
import { SamplePoll } from '../../dist/sources/raccoon/sample-poll.js';
import { interleaved, loopDelay, printRatio, timed } from './measure.js';

export const about = 'a whole poll of 100 000 series, from bytes to evidence, beside JSON.parse of the same bytes';

const INSTANCES = 4;
const ROUTES = 2_500;
const CODES = ['200', '201', '301', '400', '404', '429', '500', '502', '503', '504'];
const SERIES = INSTANCES * ROUTES * CODES.length;
const SCRAPE_S = 15;
const START_S = 1_700_000_010;

/** Raw samples of one series, as Prometheus writes them; `count` gives the value of each scrape. */
function samplesOf(instance, { atSeconds, rangeSeconds }, count) {
  const first = Math.floor((atSeconds - rangeSeconds) / SCRAPE_S) + 1;
  const last = Math.floor(atSeconds / SCRAPE_S);
  return Array.from({ length: last - first + 1 }, (_, index) => [
    (first + index) * SCRAPE_S - 1 + instance / 1_000,
    String(count(first + index)),
  ]);
}

const targetOf = (instance) => ({ instance: `10.42.0.${instance}:8100`, job: 'kong-metrics', namespace: 'kong' });
const ofInstances = (elementsOf) => Array.from({ length: INSTANCES }, (_, instance) => elementsOf(instance)).flat();

/** What is asked of the counter; all series grow with time. */
function answer(asked) {
  const element = (instance, route, code, index) => ({
    metric: {
      __name__: 'kong_http_requests_total',
      app: 'kong-gateway',
      code,
      ...targetOf(instance),
      route: `team-api-${route}-v1`,
      service: `team-${route % 900}-service`,
      source: 'service',
      workspace: 'default',
    },
    values: samplesOf(instance, asked, (scrape) => (scrape - 113_000_000) * (route % 7) + index * 1_013),
  });
  const routes = Array.from({ length: ROUTES }, (_, route) => route);
  return bodyOf(
    ofInstances((instance) =>
      routes.flatMap((route) => CODES.map((code, index) => element(instance, route, code, index))),
    ),
  );
}

/** The vital signs of all instances. */
function vitals(asked) {
  return bodyOf(
    ofInstances((instance) => ({
      metric: { __name__: 'up', ...targetOf(instance) },
      values: samplesOf(instance, asked, () => 1),
    })),
  );
}

/** In memory of its own, as the body of an answer is. */
function bodyOf(result) {
  const text = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
  return Buffer.from(new TextEncoder().encode(text).buffer);
}

/** A poll of a server without a network, and the evidence of it. */
function scene() {
  // The moment that is asked for is a lag of 5 s before.
  let nowMs = (START_S + 5) * 1_000;
  const clock = { now: () => ({ wallMs: nowMs, monotonicMs: nowMs }), sleep: async () => undefined };
  let prepared = [];
  const http = {
    request: async ({ data }) => {
      const form = new URLSearchParams(data);
      const rangeSeconds = Number(/\[(\d+)s\]$/.exec(form.get('query'))[1]);
      const asked = { atSeconds: Number(form.get('time')), rangeSeconds };
      const body = form.get('query').startsWith('{') ? vitals(asked) : (prepared.shift() ?? answer(asked));
      return { status: 200, headers: { date: new Date(nowMs).toUTCString() }, data: body };
    },
  };
  const declarations = new Map(
    Array.from({ length: ROUTES }, (_, route) => [
      `/team/api/${route}/v1`,
      { basePath: `/team/api/${route}/v1`, declaredBy: 'bench' },
    ]),
  );
  const catalogue = { current: () => ({ version: 1, declarations }) };
  const readings = new GatewayReadings(['bench']);
  const context = { catalogue, clock, http, readings, windowMs: 60_000, bucketMs: 10_000, staleAfterMs: 90_000 };
  const settings = Object.assign(new RaccoonSettings(), { name: 'bench', url: 'http://bench', timeoutMs: 60_000 });
  const ledger = {
    name: 'bench',
    context,
    mapping: new MappingSettings(),
    scrapeMs: SCRAPE_S * 1_000,
    goneAfterMs: 900_000,
  };
  const feed = new LedgerFeed(ledger);
  const poll = new SamplePoll(settings, kong, context, feed);
  let handed = 0;
  const sink = {
    record: (samples) => void (handed += samples.length),
    estimate: () => 0,
    fault: () => 0,
    expire: () => 0,
  };
  /** Makes the answers of the next polls, which is not to be measured. */
  const prepare = (polls) => {
    prepared = Array.from({ length: polls }, (_, index) =>
      answer({ atSeconds: nowMs / 1_000 - 5 + index * SCRAPE_S, rangeSeconds: 3 * SCRAPE_S }),
    );
  };
  const run = async () => {
    handed = 0;
    const result = await poll.run(new AbortController().signal);
    if (!result.ok || result.series !== SERIES) throw new Error(JSON.stringify(result));
    await feed.handOn(sink);
    if (handed < ROUTES) throw new Error(`${handed} samples`);
    nowMs += SCRAPE_S * 1_000;
  };
  return { prepare, run, close: () => poll.close() };
}

export async function run() {
  const { prepare, run, close } = scene();
  await run();
  const bytes = answer({ atSeconds: START_S, rangeSeconds: 3 * SCRAPE_S });
  console.log(`${(bytes.length / 1e6).toFixed(1)} MB, ${SERIES} series, 3 samples each, ${ROUTES} routes`);
  const ours = () => {
    prepare(1);
    return timed(run);
  };
  const reference = () => timed(() => void JSON.parse(bytes.toString('utf8')));
  printRatio('poll to evidence', 'ms', await interleaved(15, ours, reference), '≤ 1.50');
  prepare(8);
  const delay = await loopDelay(async () => {
    for (let round = 0; round < 8; round++) await run();
  });
  console.log(
    `event loop delayed meanwhile: p99 ${delay.p99.toFixed(1)} ms (target ≤ 50), longest ${delay.max.toFixed(1)} ms`,
  );
  await close();
}
