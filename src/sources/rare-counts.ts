/** While no more numbers than this are held, a map is small enough. */
const FEW = 64;
/** Room in a column for so many numbers costs as much as one number in a map. */
const AS_DEAR = 12;

/** Numbers by id, 0 where none was added. While few ids have one they cost little, however many ids there are. */
export class RareCounts<T extends Uint32Array | Float32Array> {
  readonly #few = new Map<number, number>();
  #many: T | undefined;
  /** One more than the highest id of the few. */
  #end = 0;

  /** `column` makes the column in which they are once they are many. */
  constructor(private readonly column: (room: number) => T) {}

  get(id: number): number {
    return (this.#many ? this.#many[id] : this.#few.get(id)) ?? 0;
  }

  add(id: number, count: number): void {
    if (this.#many && id < this.#many.length) this.#many[id]! += count;
    else if (this.#many) this.#makeRoom(id, count);
    else {
      this.#few.set(id, (this.#few.get(id) ?? 0) + count);
      this.#end = Math.max(this.#end, id + 1);
      if (this.#few.size > FEW) this.#settle();
    }
  }

  /** The number of an id is 0 again. */
  delete(id: number): void {
    if (this.#many) this.#many[id] = 0;
    else this.#few.delete(id);
  }

  clear(): void {
    this.#few.clear();
    this.#many = undefined;
    this.#end = 0;
  }

  /** Shows each number that is not 0. */
  each(show: (id: number, count: number) => void): void {
    for (const [id, count] of this.#few) show(id, count);
    if (!this.#many) return;
    for (let id = 0; id < this.#many.length; id++) if (this.#many[id] !== 0) show(id, this.#many[id]!);
  }

  /** Moves the numbers into a column where that is the smaller. */
  #settle(): void {
    if (this.#few.size * AS_DEAR < this.#end) return;
    this.#many = this.column(2 ** Math.ceil(Math.log2(this.#end)));
    for (const [id, count] of this.#few) this.#many[id] = count;
    this.#few.clear();
  }

  #makeRoom(id: number, count: number): void {
    const larger = this.column(2 ** Math.ceil(Math.log2(id + 1)));
    larger.set(this.#many!);
    larger[id] = count;
    this.#many = larger;
  }
}
