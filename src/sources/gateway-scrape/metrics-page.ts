import { breathe } from '../../platform/clock/breathe.js';
import type { RequestCounter } from '../dialects/dialect.js';
import type { SourceAnswer, SourceClient } from '../source-request.js';
import { ExpositionScan } from './exposition-scan.js';
import type { SampleLine } from './sample-line.js';

const MAX_PAGE_BYTES = 32 * 1024 * 1024;
/** Read before the event loop gets its turn: about a millisecond's work. */
const BYTES_AT_A_TIME = 256 * 1024;
const ACCEPT = 'text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** One line of a counter. */
export interface CounterLine {
  /** The labels as written: which series of the counter it is. */
  readonly series: string;
  readonly value: number;
}

/** What a page says of the counter that a dialect reads. */
export interface CounterPage {
  readonly counter: RequestCounter;
  readonly lines: readonly CounterLine[];
  /** The newest time behind a value, wall clock, ms, where every line gives one; other pages are of now. */
  readonly newestMs: number | undefined;
}

/** Asks for a metrics page. */
export async function fetchPage(
  client: SourceClient,
  request: { url: string; deadlineMs: number },
  signal: AbortSignal,
): Promise<SourceAnswer> {
  const answer = await client.send(
    { ...request, method: 'GET', headers: { accept: ACCEPT }, maxBytes: MAX_PAGE_BYTES },
    signal,
  );
  if (!answer.ok || answer.status === 200) return answer;
  return { ok: false, code: `http-${answer.status}`, detail: `the gateway answers ${answer.status}` };
}

/** Reads the first of the counters that the page has; undefined when it has none. Throws `BadExpositionError`. */
export async function readPage(
  page: Buffer,
  contentType: string,
  counters: readonly RequestCounter[],
): Promise<CounterPage | undefined> {
  const found = new Map<string, CounterLine[]>();
  let newestMs = -Infinity;
  const wanted = counters.map((each) => each.metric);
  const scan = new ExpositionScan(page, wanted, contentType.includes('openmetrics'));
  const keep = ({ metric = '', labels, value, timestampMs = Infinity }: Readonly<SampleLine>): void => {
    const lines = found.get(metric);
    if (lines) lines.push({ series: labels, value });
    else found.set(metric, [{ series: labels, value }]);
    newestMs = Math.max(newestMs, timestampMs);
  };
  while (scan.advance(BYTES_AT_A_TIME, keep)) await breathe();
  const counter = counters.find((each) => found.has(each.metric));
  const timed = Number.isFinite(newestMs);
  return counter && { counter, lines: found.get(counter.metric)!, newestMs: timed ? newestMs : undefined };
}
