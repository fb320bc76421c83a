import type { Clock } from '../clock/clock.js';

const KEPT_MS = 1_000;

/** A page that takes computing: once a second, however many ask for it. A failure is not kept. */
export class ComputedPage {
  #page: Promise<string> | undefined;
  #keptUntilMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly compute: () => Promise<string>,
  ) {}

  /** The page, at most a second old. Rejects with what computing it rejects with. */
  async text(): Promise<string> {
    const { monotonicMs } = this.clock.now();
    if (!this.#page || monotonicMs >= this.#keptUntilMs) {
      this.#page = this.compute();
      this.#keptUntilMs = monotonicMs + KEPT_MS;
    }
    const page = this.#page;
    try {
      return await page;
    } catch (error) {
      if (this.#page === page) this.#page = undefined;
      throw error;
    }
  }
}
