import { breathe } from '../../platform/clock/breathe.js';
import type { RequestCounter } from '../dialects/dialect.js';
import type { SourceAnswer, SourceClient } from '../source-request.js';
import { ExpositionScan } from './exposition-scan.js';
import type { SampleLine } from './sample-line.js';

const MAX_PAGE_BYTES = 32 * 1024 * 1024;
/** Read before the event loop gets its turn: about a millisecond's work. */
const BYTES_AT_A_TIME = 256 * 1024;
const ACCEPT = 'text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** What a page says of the counter that a dialect reads: one series and one value a line, in the order of the page. */
export interface CounterPage {
  readonly counter: RequestCounter;
  /** The labels as written. */
  readonly series: readonly string[];
  readonly values: readonly number[];
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

/**
 * Reads the first of the counters that the page has; undefined when it has none. `expected` are the series of the
 * last page. Throws `BadExpositionError`.
 */
export async function readPage(
  { body, contentType }: { readonly body: Buffer; readonly contentType: string },
  counters: readonly RequestCounter[],
  expected: readonly string[],
): Promise<CounterPage | undefined> {
  const found = counters.map((counter) => ({ counter, series: [] as string[], values: [] as number[] }));
  const byMetric = new Map(found.map((each) => [each.counter.metric, each]));
  let newestMs = -Infinity;
  const keep = ({ metric = '', labels, value, timestampMs = Infinity }: Readonly<SampleLine>): void => {
    const lines = byMetric.get(metric)!;
    lines.series.push(labels);
    lines.values.push(value);
    newestMs = Math.max(newestMs, timestampMs);
  };
  const scan = new ExpositionScan(body, byMetric.keys(), contentType.includes('openmetrics'), expected);
  while (scan.advance(BYTES_AT_A_TIME, keep)) await breathe();
  const first = found.find(({ series }) => series.length > 0);
  return first && { ...first, newestMs: Number.isFinite(newestMs) ? newestMs : undefined };
}
