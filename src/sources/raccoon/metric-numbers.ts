/**
 * Numbers for metrics as a server wrote them, in the order in which they are first seen. Servers keep to an order, so the
 * metric that came after the last one before is tried first: hashing a text costs more than comparing it.
 */
export class MetricNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #metrics: string[] = [];
  #fresh: string[] = [];
  #next = 0;

  readonly numberOf = (metric: string): number => {
    const number = this.#metrics[this.#next] === metric ? this.#next : this.#lookUp(metric);
    this.#next = number + 1;
    return number;
  };

  /** The metrics that got a number since the last call, in the order of their numbers. */
  takeFresh(): readonly string[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  clear(): void {
    this.#numbers.clear();
    this.#metrics.length = 0;
    this.#fresh = [];
    this.#next = 0;
  }

  get size(): number {
    return this.#numbers.size;
  }

  #lookUp(metric: string): number {
    const known = this.#numbers.get(metric);
    if (known !== undefined) return known;
    const number = this.#metrics.length;
    this.#numbers.set(metric, number);
    this.#metrics.push(metric);
    this.#fresh.push(metric);
    return number;
  }
}
