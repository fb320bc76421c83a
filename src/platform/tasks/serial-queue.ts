/**
 * Runs tasks one after another, in the order in which they came. A bounded one refuses those for which there is no room;
 * `Refused` is what `run` gives then.
 */
export class SerialQueue<Refused = undefined> {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `maxWaiting` counts the task that runs. */
  constructor(private readonly maxWaiting: number) {}

  /** A queue that refuses nothing, for tasks whose number is bounded elsewhere. */
  static unbounded(): SerialQueue<never> {
    return new SerialQueue<never>(Infinity);
  }

  /** The task's own outcome; undefined, at once, where too many wait already. */
  run<T>(task: () => Promise<T>): Promise<T> | Refused {
    if (this.#waiting >= this.maxWaiting) return undefined as Refused;
    this.#waiting++;
    const outcome = this.#last.then(task);
    this.#last = outcome.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return outcome;
  }
}
