/** More than the numbers that make a tuple ever reach, so that two of them fit into one exact number. */
const SPAN = 2 ** 26;

/** Numbers tuples of small whole numbers from 0, in the order in which they are first seen. */
export class TupleNumbers {
  readonly #pairs: Map<number, number>[] = [];
  readonly #numbers: number[] = [];
  #size = 0;

  /** The number of the tuple that stands in `values` from `first` to before `end`. */
  number(values: readonly number[], first: number, end: number): number {
    let id = values[first] ?? 0;
    for (let index = first + 1; index < end; index++) id = this.#pair(index - first - 1, id, values[index]!);
    while (this.#numbers.length <= id) this.#numbers.push(-1);
    if (this.#numbers[id] === -1) this.#numbers[id] = this.#size++;
    return this.#numbers[id]!;
  }

  /** How many tuples were seen. */
  get size(): number {
    return this.#size;
  }

  #pair(depth: number, left: number, right: number): number {
    const pairs = (this.#pairs[depth] ??= new Map());
    const key = left * SPAN + right;
    let id = pairs.get(key);
    if (id === undefined) pairs.set(key, (id = pairs.size));
    return id;
  }
}
