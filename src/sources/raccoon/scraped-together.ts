import type { InstanceIdentity } from './instance-identity.js';
import type { InstanceSamples } from './instance-samples.js';

/** A target that takes the place of another is in the discovery at most so long before the other has left. */
const REPLACED_WITHIN_MS = 300_000;
/** Labels come and go with releases; beyond so many sets of them, what was not seen for an hour is forgotten. */
const MAX_SETS = 1_000;
const FORGOTTEN_AFTER_MS = 3_600_000;

/**
 * Which targets are scraped together: that one of them has left the discovery is believed while others are scraped. Where
 * a whole cluster is silent, its targets are still there, however well those of other clusters are.
 */
export class ScrapedTogether {
  /** The newest `up`, by what targets have in common, and by job. */
  readonly #newest = new Map<string | undefined, number>();
  /** By job, when a target appeared last that was not there before. */
  readonly #births = new Map<string, number>();

  /** Takes note of the `up`s of one target up to `atMs`; whether it is a new one. */
  note({ identity, ups }: Pick<InstanceSamples, 'identity' | 'ups'>, atMs: number, isNew: boolean): void {
    const times = ups.map((each) => each.atMs).filter((each) => each <= atMs);
    if (times.length === 0) return;
    const keys = [identity.common, jobOf(identity)];
    for (const key of keys) this.#newest.set(key, Math.max(this.#newest.get(key) ?? -Infinity, ...times));
    this.#forget(atMs);
    if (isNew)
      this.#births.set(identity.job, Math.max(this.#births.get(identity.job) ?? -Infinity, Math.min(...times)));
  }

  /** The newest `up` of the targets that are scraped with one whose own ended at `upMs`, or that have taken its place. */
  newestUpMs(identity: InstanceIdentity, upMs = Infinity): number {
    const together = this.#newest.get(identity.common) ?? -Infinity;
    const isReplaced = (this.#births.get(identity.job) ?? -Infinity) >= upMs - REPLACED_WITHIN_MS;
    return isReplaced ? Math.max(together, this.#newest.get(jobOf(identity)) ?? -Infinity) : together;
  }

  #forget(atMs: number): void {
    if (this.#newest.size <= MAX_SETS) return;
    for (const [key, upMs] of this.#newest) if (atMs - upMs > FORGOTTEN_AFTER_MS) this.#newest.delete(key);
  }
}

function jobOf({ job }: InstanceIdentity): string {
  return `job ${job}`;
}
