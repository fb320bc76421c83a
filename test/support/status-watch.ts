import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 200;

/** Looks several times a second, until it is stopped, and keeps which statuses it has ever seen. */
export class StatusWatch {
  readonly seen = new Set<string>();
  /** Between two looks that got an answer. */
  longestGapMs = 0;
  #over = false;
  readonly #watching: Promise<void>;

  constructor(private readonly look: () => Promise<Readonly<Record<string, number>>>) {
    this.#watching = this.#watch();
    // Told by `stop`.
    this.#watching.catch(() => undefined);
  }

  /** Rejects when one of the looks had no answer. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    let lastMs = Date.now();
    while (!this.#over) {
      for (const status of Object.keys(await this.look())) this.seen.add(status);
      const nowMs = Date.now();
      this.longestGapMs = Math.max(this.longestGapMs, nowMs - lastMs);
      lastMs = nowMs;
      await sleep(EVERY_MS);
    }
  }
}
