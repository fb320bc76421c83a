import { grown } from '../column.js';
import type { InstanceAccount } from './instance-account.js';

const FIRST_ROOM = 64;

/**
 * How old the evidence of each group is. An instance that is well speaks for all groups that it ever showed, also for
 * those it left out as idle; for the groups of an instance that is gone or began anew, all that are well speak: it has
 * nothing more to say.
 */
export class GroupSightings {
  #seenMs = new Float64Array(FIRST_ROOM);
  #end = 0;
  /** Groups of instances that are gone or began anew, and when they did. */
  readonly #left = new Map<number, number>();

  /** A page of `atMs`, wall, speaks for the group. */
  see(group: number, atMs: number): void {
    if (group >= this.#seenMs.length) this.#grow(group);
    if (group >= this.#end) this.#end = group + 1;
    if (atMs > this.#seenMs[group]!) this.#seenMs[group] = atMs;
  }

  /** An instance is gone since `atMs`, or began anew. */
  leave({ series }: InstanceAccount, atMs: number): void {
    for (const number of series.numbers()) this.#left.set(series.group[number]!, atMs);
  }

  /** Says how old the evidence of every group is, wall ms, given the newest page of all and the instances that are silent. */
  *all(newestMs: number, silent: Iterable<InstanceAccount>): Generator<{ group: number; asOfMs: number }> {
    const held = new Set<number>();
    for (const { series } of silent) for (const number of series.numbers()) held.add(series.group[number]!);
    for (let group = 0; group < this.#end; group++) {
      const seenMs = this.#seenMs[group]!;
      if (seenMs === 0) continue;
      const isLeft = seenMs < newestMs && !held.has(group) && this.#left.has(group);
      yield { group, asOfMs: isLeft ? newestMs : seenMs };
    }
  }

  /** Forgets the groups of instances that went before `sinceMs`. */
  forget(sinceMs: number): void {
    for (const [group, atMs] of this.#left) if (atMs < sinceMs) this.#left.delete(group);
  }

  #grow(group: number): void {
    let room = this.#seenMs.length;
    while (room <= group) room *= 2;
    this.#seenMs = grown(this.#seenMs, room);
  }
}
