const FIRST_ROOM = 1_024;

/** A number for each id, 0 until another is set. Takes no memory until then: most services have none of some numbers. */
export class LazyNumbers {
  #values = new Float64Array(0);

  of(id: number): number {
    return this.#values[id] ?? 0;
  }

  set(id: number, value: number): void {
    if (id < this.#values.length) this.#values[id] = value;
    else if (value !== 0) this.#setBeyond(id, value);
  }

  #setBeyond(id: number, value: number): void {
    let room = Math.max(this.#values.length, FIRST_ROOM);
    while (room <= id) room *= 2;
    const larger = new Float64Array(room);
    larger.set(this.#values);
    larger[id] = value;
    this.#values = larger;
  }
}
