import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Answer } from './heartbeats-reader.js';

/** The content codings that are served, by their names in `Accept-Encoding`. */
export type Coding = 'identity' | 'gzip' | 'br';

/** Smaller bodies gain nothing. */
const WORTH_BYTES = 1_024;
const MAX_KEPT = 64;

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

/** Bodies in the codings that clients accept, made once for each tag; the oldest are forgotten first. */
export class CodedBodies {
  readonly #kept = new Map<string, Promise<Buffer>>();
  readonly #ready = new Map<string, Buffer>();

  /** The body in a coding when it is there already; undefined when it has to be made. */
  ready(answer: Answer, coding: Coding): Buffer | undefined {
    return coding === 'identity' ? answer.body : this.#ready.get(`${answer.tag}-${coding}`);
  }

  /** The body in a coding, made off the event loop when nobody asked for it before. */
  async make(answer: Answer, coding: Coding): Promise<Buffer> {
    if (coding === 'identity') return answer.body;
    const key = `${answer.tag}-${coding}`;
    const known = this.#kept.get(key);
    if (known) return known;
    const making = compress(answer.body, coding);
    this.#kept.set(key, making);
    this.#forgetOldest();
    const body = await making;
    if (this.#kept.has(key)) this.#ready.set(key, body);
    return body;
  }

  #forgetOldest(): void {
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) return;
      this.#kept.delete(key);
      this.#ready.delete(key);
    }
  }
}

function compress(body: Buffer, coding: 'gzip' | 'br'): Promise<Buffer> {
  if (coding === 'gzip') return gzipAsync(body, { level: 6 });
  return brotliAsync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

/** The coding to answer in: of those the client accepts at the same weight, brotli before gzip before none. */
export function chooseCoding(acceptEncoding: string | undefined, bodyBytes: number): Coding {
  if (acceptEncoding === undefined || acceptEncoding === '' || bodyBytes < WORTH_BYTES) return 'identity';
  const weights = weightsOf(acceptEncoding);
  const weight = (coding: string): number =>
    weights.get(coding) ?? weights.get('*') ?? (coding === 'identity' ? 0.001 : 0);
  let best: Coding = 'identity';
  for (const coding of ['gzip', 'br'] as const) {
    if (weight(coding) > 0 && weight(coding) >= weight(best)) best = coding;
  }
  return best;
}

function weightsOf(acceptEncoding: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.toLowerCase().slice(0, 1_000).split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((each) => each.trim());
    const quality = parameters.find((each) => each.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    weights.set(coding, Number.isFinite(weight) ? weight : 0);
  }
  return weights;
}
