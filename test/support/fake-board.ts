import { createHash } from 'node:crypto';
import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Board, BoardPage } from '../../src/evaluation/board.js';
import { firstHeartbeat, type Heartbeat, type HeartbeatDetails, type Status } from '../../src/evaluation/heartbeat.js';
import type { RoundListener, RoundResult } from '../../src/evaluation/status-change.js';

/** A board that holds what a test puts on it. */
export class FakeBoard implements Board {
  secondsLeft = 3;
  isEvaluated = true;
  #heartbeats = new Map<string, Heartbeat>();
  #list: readonly Heartbeat[] = [];
  #page: BoardPage | undefined;
  #version = 0;
  readonly #listeners = new Set<RoundListener>();

  /** A board with these base paths. */
  static of(statuses: Readonly<Record<string, Status>>): FakeBoard {
    const board = new FakeBoard();
    for (const [basePath, status] of Object.entries(statuses)) board.set(basePath, status);
    return board;
  }

  set(basePath: string, status: Status): void {
    this.#heartbeats.set(basePath, firstHeartbeat(basePath as BasePath, status, 'success-ratio', 0));
    this.#changed();
  }

  remove(basePath: string): void {
    this.#heartbeats.delete(basePath);
    this.#changed();
  }

  version(): number {
    return this.#version;
  }

  get(basePath: BasePath): Heartbeat | undefined {
    return this.#heartbeats.get(basePath);
  }

  list(): readonly Heartbeat[] {
    return this.#list;
  }

  page(): BoardPage {
    if (!this.#page) {
      const body = Buffer.from(`[${this.#list.map((each) => each.json).join(',')}]`);
      this.#page = {
        body,
        hash: createHash('sha256').update(body).digest('hex').slice(0, 22),
        count: this.#list.length,
      };
    }
    return this.#page;
  }

  details(basePath: BasePath): HeartbeatDetails | undefined {
    const heartbeat = this.get(basePath);
    return heartbeat && { ...NO_EVIDENCE, heartbeat };
  }

  secondsToNextEvaluation(): number {
    return this.secondsLeft;
  }

  evaluated(): boolean {
    return this.isEvaluated;
  }

  evaluatedAgoMs(): number | undefined {
    return this.isEvaluated ? 0 : undefined;
  }

  onRound(listener: RoundListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners what a round has found, as the test says it. */
  announce(result: RoundResult): void {
    for (const listener of this.#listeners) listener(result);
  }

  #changed(): void {
    this.#version++;
    this.#page = undefined;
    this.#list = [...this.#heartbeats.values()].toSorted((a, b) => (a.basePath < b.basePath ? -1 : 1));
  }
}

const NO_EVIDENCE = {
  requests: 0,
  failures: 0,
  clientErrors: 0,
  uncertain: { successes: 0, failures: 0 },
  windowFromMs: 0,
  windowToMs: 300_000,
  lastMinuteRequests: 0,
  lastMinuteFailures: 0,
  evidence: [],
};
