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
  return { form: mostVanished && !mayComeBack(state, account, comparison) ? 'restart' : 'goes-on' };
}

/**
 * Rule 2: where most vanished and nothing appeared, the next two pages decide, unless the values are soon reached again. It says
 * nothing where idle series are left out, or where a counter is there that did not fall and cannot have come so far anew.
 */
function mayComeBack(state: LedgerState, account: InstanceAccount, comparison: PageComparison): boolean {
  const { findings, options, idle } = state;
  const { series: table } = account;
  const most = mostPlausible(state, account, 2 * options.scrapeMs);
  if (goesOn(account, comparison, most)) return true;
  const vanished = comparison.missing.reduce((sum, series) => sum + table.value[table.find(series)]!, 0);
  if (vanished <= most) return false;
  if (idle.leftOut) return true;
  if (account.blankPages >= MOST_BLANK_PAGES) return false;
  account.blankPages++;
  findings.note('left-out-page');
  return true;
}

/** Whether a counter that counted more than this did not fall. */
function goesOn({ series: table }: InstanceAccount, { page, numbers }: PageComparison, most: number): boolean {
  return numbers.some((number, line) => {
    const before = number < 0 ? 0 : table.before[number]!;
    return before > most && page.values[line]! >= before;
  });
}
