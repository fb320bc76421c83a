import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { READ_CHARACTERS, weightsOf } from '../platform/http/weights.js';

/** The content codings that are served, by their names in `Accept-Encoding`. */
export type Coding = 'identity' | 'gzip' | 'br';

/** Smaller bodies gain nothing. */
const WORTH_BYTES = 1_024;
/** Clients send few different headers; those of a day fit in here many times. */
const MAX_CHOSEN = 64;

/** What was chosen for a header before: reading it anew would cost each of the hottest reads a microsecond. */
const chosen = new Map<string, Coding>();

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

/** Compresses off the event loop. */
export function compress(body: Buffer | string, coding: 'gzip' | 'br'): Promise<Buffer> {
  if (coding === 'gzip') return gzipAsync(body, { level: 6 });
  return brotliAsync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

/** The coding to answer in: of those the client accepts at the same weight, brotli before gzip before none. */
export function chooseCoding(acceptEncoding: string | undefined, bodyBytes: number): Coding {
  if (acceptEncoding === undefined || acceptEncoding === '' || bodyBytes < WORTH_BYTES) return 'identity';
  const known = chosen.get(acceptEncoding);
  if (known) return known;
  const coding = best(weightsOf(acceptEncoding));
  if (chosen.size >= MAX_CHOSEN) chosen.clear();
  if (acceptEncoding.length <= READ_CHARACTERS) chosen.set(acceptEncoding, coding);
  return coding;
}

function best(weights: ReadonlyMap<string, number>): Coding {
  const weight = (coding: string): number =>
    weights.get(coding) ?? weights.get('*') ?? (coding === 'identity' ? 0.001 : 0);
  let choice: Coding = 'identity';
  for (const coding of ['gzip', 'br'] as const) {
    if (weight(coding) > 0 && weight(coding) >= weight(choice)) choice = coding;
  }
  return choice;
}
