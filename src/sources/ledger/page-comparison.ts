import type { CounterPage } from './counter-page.js';
import type { InstanceAccount } from './instance-account.js';

/** Lines compared in one step. */
export const LINES_AT_A_STEP = 4_096;
/** A counter fell for the purpose of a restart when it lost more than a tenth, a sum of counters when it lost half. */
const FELL = 0.9;
/** A counter that keeps less than this share of its value did not dip: it may have been reset. */
export const DIPPED = 0.5;

/** What stands for the number of a line whose series is new. */
export const NEW = -1;
/** What stands for the number of a line that repeats a series of the page: the first counts. */
export const REPEATED = -2;

/** A page beside the account of its instance. */
export interface PageComparison {
  readonly page: CounterPage;
  readonly fromMs: number;
  /** The number of each line's series, `NEW` or `REPEATED`. */
  readonly numbers: Int32Array;
  /** Of the series that had counted anything and were on the page before: those that are on this one, and those that are not. */
  readonly present: number;
  readonly vanished: number;
  /** Of those present, the ones that fell as after a restart; whether any fell at all. */
  readonly fell: number;
  readonly anyFell: boolean;
  /** Of all series known, those that fell and kept half or more, and those that grew. */
  readonly dipped: number;
  readonly grew: number;
  /** The series known that are on the page, those that are new, and lines that repeat one of either. */
  readonly known: number;
  readonly added: number;
  readonly repeated: number;
  /** The names of the series that were on the page before and are not on this one, whatever they counted. */
  readonly missing: readonly string[];
}

/** Compares a page with the account, a step at a time, and changes nothing but the numbers of the newest page. */
export function* compare(account: InstanceAccount, page: CounterPage): Generator<void, PageComparison> {
  const { series: table } = account;
  const numbers = new Int32Array(page.count);
  const seen = { present: 0, fell: 0, anyFell: false, dipped: 0, grew: 0, known: 0 };
  const added = new Set<string>();
  // A sum also falls when one of its counters ends.
  const kept = page.summed === true ? DIPPED : FELL;
  account.page++;
  for (let line = 0; line < page.count; line++) {
    if (line % LINES_AT_A_STEP === LINES_AT_A_STEP - 1) yield;
    const series = page.series[line]!;
    const number = table.find(series);
    const isRepeated = number === NEW ? added.has(series) : table.page[number] === account.page;
    numbers[line] = isRepeated ? REPEATED : number;
    if (isRepeated) continue;
    if (number === NEW) added.add(series);
    else see(account, number, { value: Math.floor(page.values[line]!), seen, kept });
  }
  const missing = seen.known < table.size ? missingFrom(account) : [];
  const vanished = missing.filter((series) => table.value[table.find(series)]! > 0).length;
  const repeated = page.count - seen.known - added.size;
  return { page, fromMs: account.lastMs!, numbers, ...seen, added: added.size, repeated, missing, vanished };
}

/** What a comparison counts line by line. */
type Seen = { -readonly [Part in 'present' | 'fell' | 'anyFell' | 'dipped' | 'grew' | 'known']: PageComparison[Part] };

/** Compares one series with its old value. */
function see(
  account: InstanceAccount,
  number: number,
  { value, seen, kept }: { value: number; seen: Seen; kept: number },
): void {
  const { series: table, blankPages } = account;
  const old = table.value[number]!;
  table.page[number] = account.page;
  table.before[number] = old;
  seen.known++;
  if (value > old) seen.grew++;
  else if (value < old && value >= old * DIPPED) seen.dipped++;
  if (old <= 0 || (table.missed[number]! > 0 && blankPages === 0)) return;
  seen.present++;
  if (value < old * kept) seen.fell++;
  seen.anyFell ||= value < old;
}

function missingFrom({ series: table, page, blankPages }: InstanceAccount): string[] {
  const missing: string[] = [];
  for (const [series, number] of table.entries())
    if (table.page[number] !== page && (table.missed[number] === 0 || blankPages > 0)) missing.push(series);
  return missing;
}
