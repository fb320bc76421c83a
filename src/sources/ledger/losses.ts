import type { CounterPage } from './counter-page.js';
import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';

/**
 * Rule 9: a gateway says that it could not count so many times, as when the memory for its series is full. Each may have
 * been a request of any base path, however it ended.
 */
export function noteLosses(state: LedgerState, account: InstanceAccount, { lost, atMs }: CounterPage): void {
  const before = account.lost;
  account.lost = lost;
  if (lost === undefined || before === undefined || account.lastMs === undefined) return;
  const count = lost >= before ? lost - before : lost;
  if (count <= 0) return;
  state.findings.note('lost-counts');
  for (const group of new Set(Array.from(account.series.numbers(), (number) => account.series.group[number]!)))
    state.gains.lost(group, count, { fromMs: account.lastMs, toMs: atMs });
}
