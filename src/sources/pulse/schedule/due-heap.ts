interface Entry<T> {
  readonly dueMs: number;
  readonly item: T;
}

/** A binary heap: the earliest first. */
export class DueHeap<T> {
  readonly #entries: Entry<T>[] = [];

  peek(): Entry<T> | undefined {
    return this.#entries[0];
  }

  push(dueMs: number, item: T): void {
    const entries = this.#entries;
    const entry = { dueMs, item };
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (entries[above]!.dueMs <= dueMs) break;
      entries[at] = entries[above]!;
      at = above;
    }
    entries[at] = entry;
  }

  pop(): Entry<T> | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (entries.length > 0) this.#sink(last!);
    return first;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Puts an entry in the place of the first, and down to where it belongs. */
  #sink(entry: Entry<T>): void {
    const entries = this.#entries;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= entries.length) break;
      if (below + 1 < entries.length && entries[below + 1]!.dueMs < entries[below]!.dueMs) below++;
      if (entries[below]!.dueMs >= entry.dueMs) break;
      entries[at] = entries[below]!;
      at = below;
    }
    entries[at] = entry;
  }
}
