import { MappingSettings } from '../../dist/sources/dialects/dialect.settings.js';
import { kong } from '../../dist/sources/dialects/kong.js';
import { GatewayReadings } from '../../dist/sources/gateway-readings.js';
import { LedgerFeed } from '../../dist/sources/ledger-feed.js';
import { ScrapeRound } from '../../dist/sources/gateway-scrape/scrape-round.js';
import { ScrapeTarget } from '../../dist/sources/gateway-scrape/scrape-target.js';
import { SeriesPlaces } from '../../dist/sources/gateway-scrape/series-places.js';
import { interleaved, loopDelay, printRatio, timed } from './measure.js';

export const about =
  'a metrics page of 100 000 series, from bytes through the ledger to samples, beside split and a regular expression';

const ROUTES = 25_000;
const CODES = ['200', '404', '500', '503'];
const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?[ \t]+(\S+)/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;

function page(requests) {
  const lines = ['# HELP kong_http_requests_total HTTP status codes', '# TYPE kong_http_requests_total counter'];
  for (let route = 0; route < ROUTES; route++) {
    for (const code of CODES) {
      const labels = `service="team-api-${route}-v1",route="team-api-${route}-v1",code="${code}",source="service"`;
      lines.push(`kong_http_requests_total{${labels},workspace="default",consumer=""} ${(route % 5_000) + requests}`);
    }
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** What anybody would write first: lines, a regular expression, labels as objects. Nothing is checked or counted. */
function plain(bytes) {
  const values = new Map();
  for (const line of bytes.toString('utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, metric, text = '', value] = LINE.exec(line);
    if (metric !== 'kong_http_requests_total') continue;
    const labels = {};
    for (const [, label, labelValue] of text.matchAll(LABEL)) labels[label] = labelValue;
    values.set(text, { labels, value: Number(value) });
  }
  return values.size;
}

/** A page as the network brings it. */
async function* inPieces(page) {
  for (let at = 0; at < page.length; at += 65_536) yield page.subarray(at, at + 65_536);
}

/** A source of one target that is given its pages by hand. */
function target(pages) {
  const declarations = new Map();
  for (let route = 0; route < ROUTES; route++) declarations.set(`/team/api-${route}/v1`, { declaredBy: 'bench' });
  const catalogue = { current: () => ({ version: 1, declarations }) };
  let scrapes = 0;
  const clock = { now: () => ({ wallMs: scrapes * 10_000, monotonicMs: scrapes * 10_000 }) };
  const readings = new GatewayReadings(['bench']);
  const context = { catalogue, clock, readings, windowMs: 300_000, bucketMs: 10_000 };
  const mapping = new MappingSettings();
  const feed = new LedgerFeed({ name: 'bench', context, mapping, scrapeMs: 10_000, goneAfterMs: 900_000 });
  const places = new SeriesPlaces(kong, new Map(), feed.groups);
  let recorded = 0;
  const sink = {
    record: (samples) => void (recorded += [...samples].length),
    estimate: (estimates) => void [...estimates],
    fault: () => undefined,
    expire: () => undefined,
  };
  const scraped = new ScrapeTarget({
    url: 'http://gateway/metrics',
    settings: { timeoutMs: 5_000, scrapeEveryMs: 10_000 },
    dialect: kong,
    client: {
      stream: (_request, _signal, read) =>
        read({ status: 200, contentType: '', pieces: inPieces(pages[scrapes % pages.length]) }),
    },
    context,
    places,
  });
  return async () => {
    scrapes++;
    const { page } = await scraped.scrape(new ScrapeRound(feed.groups), new AbortController().signal);
    await feed.read(page);
    recorded = 0;
    await feed.handOn(sink);
    if (recorded < ROUTES) throw new Error(`${recorded} samples`);
  };
}

export async function run() {
  const pages = [0, 3, 7, 12].map(page);
  const ours = target(pages);
  await ours();
  console.log(`${(pages[0].length / 1e6).toFixed(1)} MB, ${ROUTES * CODES.length} series, ${ROUTES} routes`);
  let rounds = 0;
  const reference = () => {
    if (plain(pages[rounds++ % pages.length]) !== ROUTES * CODES.length) throw new Error('lines are missing');
  };
  const figures = await interleaved(
    15,
    () => timed(ours),
    () => timed(reference),
  );
  printRatio('page to samples', 'ms', figures, '≤ 0.60');
  const delay = await loopDelay(async () => {
    for (let round = 0; round < 10; round++) await ours();
  });
  console.log(
    `event loop delayed meanwhile: p99 ${delay.p99.toFixed(1)} ms (target ≤ 50), longest ${delay.max.toFixed(1)} ms`,
  );
}
