/** Runs tasks one after another, in the order in which they came; refuses those for which there is no room. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly maxWaiting: number) {}

  /** The task's own outcome; undefined, at once, where too many wait already. */
  run<T>(task: () => Promise<T>): Promise<T> | undefined {
    if (this.#waiting >= this.maxWaiting) return undefined;
    this.#waiting++;
    const outcome = this.#last.then(task);
    this.#last = outcome.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return outcome;
  }
}
