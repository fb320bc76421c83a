import type { SeenSample } from '../dialects/recognised-dialects.js';
import type { Failure, SourceClient } from '../source-request.js';
import { ExpositionScan } from './exposition-scan.js';
import { ACCEPT_LEGACY, fetchExposition } from './metrics-page.js';
import type { SampleLine } from './sample-line.js';
import { parseLabels } from './series-labels.js';

/** Series of each metric that are looked at. */
const OF_EACH = 3;

/** The first few series of each of these metrics on a page. Throws `BadExpositionError`. */
export async function samplePage(
  client: SourceClient,
  { metrics, ...request }: { readonly url: string; readonly deadlineMs: number; readonly metrics: readonly string[] },
  signal: AbortSignal,
): Promise<SeenSample[]> {
  const read: { readonly ok: true; readonly seen: SeenSample[] } | Failure = await fetchExposition(
    client,
    { ...request, accept: ACCEPT_LEGACY },
    signal,
    {
      begin: (openMetrics) => new SampleReading(new ExpositionScan(metrics, openMetrics)),
      end: ({ seen }) => ({ ok: true, seen }),
    },
  );
  return read.ok ? read.seen : [];
}

/** Keeps the first series of each metric. */
class SampleReading {
  readonly seen: SeenSample[] = [];
  readonly #counts = new Map<string, number>();

  constructor(private readonly scan: ExpositionScan) {}

  push(piece: Buffer): void {
    this.scan.push(piece, this.#keep);
  }

  endLine(): void {
    this.scan.endLine(this.#keep);
  }

  readonly #keep = ({ metric = '', labels }: Readonly<SampleLine>): void => {
    const count = this.#counts.get(metric) ?? 0;
    this.#counts.set(metric, count + 1);
    if (count < OF_EACH) this.seen.push({ metric, labels: parseLabels(labels) ?? {} });
  };
}
