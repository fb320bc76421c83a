import type { BasePath } from '../catalogue/base-path.js';
import type { EvidenceKind } from '../sources/evidence.js';
import type { Heartbeat, Status } from './heartbeat.js';
import type { VerdictNumbers } from './verdict-table.js';
import type { FirstVerdict, RoundListener, StatusChange } from './status-change.js';

/**
 * What was last announced to the listeners about each id, and what the current round has to announce. Only finished rounds
 * count: what a failed round found is taken back and found again by the next one; downgrades by reads do not get here.
 */
export class AnnouncedHeartbeats {
  readonly #listeners = new Set<RoundListener>();
  readonly #announced: (Heartbeat | undefined)[] = [];
  /** The ids that the current round has found something about, and in the same order what was announced before. */
  #ids: number[] = [];
  #before: (Heartbeat | undefined)[] = [];
  #firstVerdicts: FirstVerdict[] = [];
  #changes: StatusChange[] = [];

  /** Adds a listener; returns a function that removes it. */
  listen(listener: RoundListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins a round; what one before it found and did not announce is taken back. */
  begin(): void {
    for (const [index, id] of this.#ids.entries()) this.#announced[id] = this.#before[index];
    this.#reset();
  }

  /** Since when, wall ms, the base path has had this status; undefined unless it is the one that was announced last. */
  sinceMs(id: number, basePath: BasePath, status: Status): number | undefined {
    const last = this.#announced[id];
    return last?.basePath === basePath && last.status === status ? last.sinceMs : undefined;
  }

  /** Notes what the round found about the id, and the totals of the kind of evidence that decided. */
  note(id: number, to: Heartbeat, decidedBy: EvidenceKind, totals: VerdictNumbers): void {
    const last = this.#announced[id];
    if (last === to) return;
    this.#announced[id] = to;
    const from = last?.basePath === to.basePath ? last : undefined;
    if (from?.status === to.status) return;
    this.#ids.push(id);
    this.#before.push(from);
    const { requests, failures, maybeSuccesses, maybeFailures } = totals;
    const uncertain = { successes: maybeSuccesses, failures: maybeFailures };
    if (from) this.#changes.push({ from, to, decidedBy, requests, failures, uncertain });
    else this.#firstVerdicts.push({ to, decidedBy, requests, failures, uncertain });
  }

  /** Forgets an id whose base path has gone. */
  clear(id: number): void {
    this.#announced[id] = undefined;
  }

  /** Tells every listener what the round as of `atMs` found; returns what they threw. */
  announce(atMs: number): unknown[] {
    const result = { atMs, firstVerdicts: this.#firstVerdicts, changes: this.#changes };
    this.#reset();
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

  #reset(): void {
    this.#ids = [];
    this.#before = [];
    this.#firstVerdicts = [];
    this.#changes = [];
  }
}
