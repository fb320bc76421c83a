import type { BasePath } from '../catalogue/base-path.js';
import { grown, roomFor } from './column.js';
import type { Estimate, Missing } from './evidence.js';

const MISSING: readonly Missing[] = ['unwatched', 'unobserved', 'ambiguous'];

/** An estimate without the base path that it is of. */
export type Missed = Omit<Estimate, 'basePath'>;

/** Estimates by number, from 0 on. Columns, as a source has one for each base path in its first five minutes. */
export class EstimateColumns {
  #size = 0;
  #room = 0;
  /** `fromMs`, `toMs`, `afterMs`, `successes` and `failures`, one behind the other. */
  #numbers = new Float64Array(0);
  /** Indices into `MISSING`. */
  #missing = new Uint8Array(0);

  /** Adds an estimate, and gives its number. */
  add({ fromMs, toMs, afterMs = -Infinity, successes, failures, missing }: Missed): number {
    if (this.#size === this.#room) this.#grow();
    const [number, at] = [this.#size, 5 * this.#size];
    this.#numbers[at] = fromMs;
    this.#numbers[at + 1] = toMs;
    this.#numbers[at + 2] = afterMs;
    this.#numbers[at + 3] = successes;
    this.#numbers[at + 4] = failures;
    this.#missing[number] = MISSING.indexOf(missing);
    this.#size++;
    return number;
  }

  get size(): number {
    return this.#size;
  }

  /** The estimate of a number. */
  at(number: number): Required<Missed> {
    const at = 5 * number;
    return {
      fromMs: this.#numbers[at]!,
      toMs: this.#numbers[at + 1]!,
      afterMs: this.#numbers[at + 2]!,
      successes: this.#numbers[at + 3]!,
      failures: this.#numbers[at + 4]!,
      missing: MISSING[this.#missing[number]!]!,
    };
  }

  #grow(): void {
    this.#room = roomFor(this.#size + 1, this.#room);
    this.#numbers = grown(this.#numbers, 5 * this.#room);
    this.#missing = grown(this.#missing, this.#room);
  }
}

/** Estimates in the order in which they were added. */
export class EstimateList implements Iterable<Estimate> {
  readonly #basePaths: BasePath[] = [];
  readonly #columns = new EstimateColumns();

  add(estimate: Estimate): void {
    this.#basePaths.push(estimate.basePath);
    this.#columns.add(estimate);
  }

  *[Symbol.iterator](): Generator<Estimate, undefined> {
    for (const [number, basePath] of this.#basePaths.entries()) yield { basePath, ...this.#columns.at(number) };
  }
}
