import { grown, type Column } from '../column.js';

const FIRST_ROOM = 16;

/** What a series gained, and in which time. */
export interface Gain {
  readonly group: number;
  readonly counted: number;
  readonly gained: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Gains in the order in which they were added. Columns, as a page of a large gateway brings a hundred thousand. */
export class GainColumns implements Iterable<Gain> {
  #size = 0;
  #group = new Uint32Array(0);
  #counted = new Uint8Array(0);
  #gained = new Float64Array(0);
  #fromMs = new Float64Array(0);
  #toMs = new Float64Array(0);

  add({ group, counted, gained, fromMs, toMs }: Gain): void {
    if (this.#size === this.#group.length) this.#grow();
    const place = this.#size++;
    this.#group[place] = group;
    this.#counted[place] = counted;
    this.#gained[place] = gained;
    this.#fromMs[place] = fromMs;
    this.#toMs[place] = toMs;
  }

  get size(): number {
    return this.#size;
  }

  *[Symbol.iterator](): Generator<Gain, undefined> {
    for (let place = 0; place < this.#size; place++)
      yield {
        group: this.#group[place]!,
        counted: this.#counted[place]!,
        gained: this.#gained[place]!,
        fromMs: this.#fromMs[place]!,
        toMs: this.#toMs[place]!,
      };
  }

  #grow(): void {
    const room = Math.max(FIRST_ROOM, 2 * this.#size);
    const more = <T extends Column>(column: T): T => grown(column, room);
    this.#group = more(this.#group);
    this.#counted = more(this.#counted);
    this.#gained = more(this.#gained);
    this.#fromMs = more(this.#fromMs);
    this.#toMs = more(this.#toMs);
  }
}
