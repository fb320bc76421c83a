/** One listener for each signal, however many wait for it. */
export class Cancellations {
  readonly #waiting = new WeakMap<AbortSignal, Set<() => void>>();

  /** Calls `cancel` once `signal` is aborted, at once if it already is; returns a function that removes it. */
  watch(signal: AbortSignal, cancel: () => void): () => void {
    if (signal.aborted) {
      cancel();
      return () => undefined;
    }
    const set = this.#waiting.get(signal) ?? this.#listen(signal);
    set.add(cancel);
    return () => set.delete(cancel);
  }

  #listen(signal: AbortSignal): Set<() => void> {
    const set = new Set<() => void>();
    this.#waiting.set(signal, set);
    const aborted = (): void => {
      this.#waiting.delete(signal);
      for (const cancel of set) cancel();
    };
    signal.addEventListener('abort', aborted, { once: true });
    return set;
  }
}
