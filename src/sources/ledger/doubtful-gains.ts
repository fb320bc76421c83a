import { EstimateColumns, type Missed } from '../estimate-columns.js';
import type { GroupEstimate } from './group-estimate.js';
import type { GroupFlow } from './group-flow.js';

/** Whether what happened to an instance at a time, wall ms, is to be told. */
export type IsTold = (flow: GroupFlow | undefined, atMs: number) => boolean;

/** What may have happened to groups, each with the instance that it may have happened at. */
export class DoubtfulGains {
  #columns = new EstimateColumns();
  #groups: number[] = [];
  #of: (GroupFlow | undefined)[] = [];

  add(group: number, missed: Missed, of: GroupFlow | undefined): void {
    this.#columns.add(missed);
    this.#groups.push(group);
    this.#of.push(of);
  }

  /** All that is told, in the order in which it was added. */
  *told(isTold: IsTold): Generator<GroupEstimate> {
    for (const [number, group] of this.#groups.entries()) {
      const missed = this.#columns.at(number);
      if (isTold(this.#of[number], missed.toMs)) yield { group, ...missed };
    }
  }

  /** Forgets what ended before `sinceMs`, wall. */
  forget(sinceMs: number): void {
    const [columns, groups, of] = [this.#columns, this.#groups, this.#of];
    if (!groups.some((_, number) => columns.at(number).toMs < sinceMs)) return;
    [this.#columns, this.#groups, this.#of] = [new EstimateColumns(), [], []];
    for (const [number, group] of groups.entries()) {
      const missed = columns.at(number);
      if (missed.toMs >= sinceMs) this.add(group, missed, of[number]);
    }
  }
}
