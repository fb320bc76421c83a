/** Odd and of this process alone, so that no one can craft texts that all collide. */
const MULTIPLIER = (Math.floor(Math.random() * 0x3fff_ffff) << 1) | 1;

/** What `next` begins with. */
export const TEXT_HASH = 0x811c_9dc5 | 0;

/** Takes one more byte into the hash of a text. */
export function hashOf(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, MULTIPLIER);
}

/**
 * Numbers the texts in a body by their bytes, in the order in which they are first seen: a label value that stands
 * in a hundred thousand series becomes a string once. The empty text is number 0.
 */
export class TextTable {
  readonly #starts: number[] = [0];
  readonly #ends: number[] = [0];
  readonly #hashes: number[] = [0];
  /** Open addressing by hash; holds numbers of texts, 0 where nothing is. */
  #places = new Int32Array(1_024);

  constructor(private readonly body: Buffer) {}

  /** The number of the text from `start` to `end`, which has this hash. */
  number(start: number, end: number, hash: number): number {
    if (start === end) return 0;
    const mask = this.#places.length - 1;
    let place = spread(hash) & mask;
    for (let known = this.#places[place]!; known !== 0; known = this.#places[place]!) {
      if (this.#hashes[known] === hash && this.#same(known, start, end)) return known;
      place = (place + 1) & mask;
    }
    const added = this.#starts.push(start) - 1;
    this.#ends.push(end);
    this.#hashes.push(hash);
    this.#places[place] = added;
    if (added * 2 > mask) this.#grow();
    return added;
  }

  /** The bytes of a text, as they stand in the body between its quotes; undefined escapes are the caller's affair. */
  text(number: number): string {
    const start = this.#starts[number]!;
    const end = this.#ends[number]!;
    for (let at = start; at < end; at++) {
      if (this.body[at]! < 0x80 && this.body[at] !== 0x5c) continue;
      return JSON.parse(this.body.toString('utf8', start - 1, end + 1)) as string;
    }
    return this.body.toString('latin1', start, end);
  }

  #same(known: number, start: number, end: number): boolean {
    let at = this.#starts[known]!;
    if (this.#ends[known]! - at !== end - start) return false;
    for (let other = start; other < end; other++) if (this.body[at++] !== this.body[other]) return false;
    return true;
  }

  #grow(): void {
    this.#places = new Int32Array(this.#places.length * 2);
    const mask = this.#places.length - 1;
    for (let number = 1; number < this.#hashes.length; number++) {
      let place = spread(this.#hashes[number]!) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = number;
    }
  }
}

/** The low bits of a product know only the low bits of its factors. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
