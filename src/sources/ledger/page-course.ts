import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';
import type { PageComparison } from './page-comparison.js';
import { mostPlausible } from './plausible.js';
import { renamingOf, type Renaming } from './renaming.js';
import { isRestart } from './restart.js';

/** Pages in a row that may lack most series before it is taken for a restart. */
const MOST_BLANK_PAGES = 2;

/** What happened to the series of a page: the instance goes on, began anew, or shows only a part of itself. */
export type Course =
  | { readonly form: 'restart' }
  | { readonly form: 'renamed'; readonly renaming: Renaming }
  | { readonly form: 'goes-on' };

/** Rules 2 and 4: what happened to the instance between the page before and this one. */
export function courseOf(state: LedgerState, account: InstanceAccount, comparison: PageComparison): Course {
  const course = courseFrom(state, account, comparison);
  const isWhole = comparison.vanished === 0 && comparison.present > 0;
  if (course.form === 'restart' || isWhole) account.blankPages = 0;
  return course;
}

function courseFrom(state: LedgerState, account: InstanceAccount, comparison: PageComparison): Course {
  if (isRestart(account, comparison)) return { form: 'restart' };
  const { vanished, present, added } = comparison;
  if (vanished === 0) return { form: 'goes-on' };
  const mostVanished = vanished * 2 > vanished + present;
  if (added > 0) {
    const renaming = renamingOf(state, account, comparison);
    if (renaming.agreeing > 0 && renaming.contrary === 0) return { form: 'renamed', renaming };
    return { form: mostVanished && renaming.contrary > renaming.agreeing ? 'restart' : 'goes-on' };
  }
  if (!mostVanished) return { form: 'goes-on' };
  return { form: mayComeBack(state, account, comparison) ? 'goes-on' : 'restart' };
}

/** Rule 2: where most vanished and nothing appeared, the next two pages decide, unless the values are soon reached again. */
function mayComeBack(state: LedgerState, account: InstanceAccount, { missing }: PageComparison): boolean {
  const { findings, options } = state;
  const { series: table } = account;
  if (account.blankPages >= MOST_BLANK_PAGES) return false;
  const vanished = missing.reduce((sum, series) => sum + table.value[table.find(series)]!, 0);
  if (vanished <= mostPlausible(state, account, 2 * options.scrapeMs)) return false;
  account.blankPages++;
  findings.note('left-out-page');
  return true;
}
