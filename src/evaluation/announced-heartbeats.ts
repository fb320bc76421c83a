import type { BasePath } from '../catalogue/base-path.js';
import type { EvidenceKind } from '../sources/evidence.js';
import type { Heartbeat, Status } from './heartbeat.js';
import type { FirstVerdict, RoundListener, StatusChange } from './status-change.js';

/**
 * What the listeners were told last about each id, and what the current round has to tell them. Only finished rounds
 * count: what a failed round found is found again by the next one, and downgrades by reads do not get here.
 */
export class AnnouncedHeartbeats {
  readonly #listeners = new Set<RoundListener>();
  readonly #announced: (Heartbeat | undefined)[] = [];
  /** What the current round has found so far: ids, and in the same order their new heartbeats. */
  #ids: number[] = [];
  #heartbeats: Heartbeat[] = [];
  #firstVerdicts: FirstVerdict[] = [];
  #changes: StatusChange[] = [];

  /** Adds a listener; gives the way to remove it. */
  listen(listener: RoundListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins a round; what one before it found and did not announce is dropped. */
  begin(): void {
    this.#ids = [];
    this.#heartbeats = [];
    this.#firstVerdicts = [];
    this.#changes = [];
  }

  /** Since when, wall ms, the base path has had this status; undefined unless it is the one that was announced last. */
  sinceMs(id: number, basePath: BasePath, status: Status): number | undefined {
    const last = this.#announced[id];
    return last?.basePath === basePath && last.status === status ? last.sinceMs : undefined;
  }

  /** Notes what the round found about the id, and the totals of the kind of evidence that decided. */
  note(id: number, to: Heartbeat, decidedBy: EvidenceKind, totals: { requests: number; failures: number }): void {
    const last = this.#announced[id];
    if (last === to) return;
    const from = last?.basePath === to.basePath ? last : undefined;
    if (from?.status === to.status) {
      this.#announced[id] = to;
      return;
    }
    this.#ids.push(id);
    this.#heartbeats.push(to);
    const { requests, failures } = totals;
    if (from) this.#changes.push({ from, to, decidedBy, requests, failures });
    else this.#firstVerdicts.push({ to, decidedBy, requests, failures });
  }

  /** Forgets an id whose base path has gone. */
  clear(id: number): void {
    this.#announced[id] = undefined;
  }

  /** Tells every listener what the round as of `atMs` found; gives what they threw. */
  announce(atMs: number): unknown[] {
    const result = { atMs, firstVerdicts: this.#firstVerdicts, changes: this.#changes };
    for (const [index, id] of this.#ids.entries()) this.#announced[id] = this.#heartbeats[index];
    this.begin();
    const thrown: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener(result);
      } catch (error) {
        thrown.push(error);
      }
    }
    return thrown;
  }
}
