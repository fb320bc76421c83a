import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';

/** Growth beyond so many times the usual is not believed at once; below the floor it always is. */
const TIMES = 20;
const FLOOR = 1_000;

/**
 * Requests that an instance may have gained in `spanMs` and be believed: by its own rate, or before it has one by that
 * of the busiest of the others.
 */
export function mostPlausible(state: LedgerState, account: InstanceAccount, spanMs: number): number {
  let rate = account.flow.total(account.lastMs ?? 0);
  if (account.flow.pages === 0 || rate === undefined) {
    rate = 0;
    for (const other of state.instances.values()) {
      if (other === account || other.flow.pages === 0) continue;
      rate = Math.max(rate, other.flow.total(other.lastMs ?? 0) ?? 0);
    }
  }
  return Math.max(FLOOR, TIMES * rate * Math.max(spanMs, state.options.scrapeMs));
}
