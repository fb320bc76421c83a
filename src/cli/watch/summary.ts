import { printable } from '../../platform/telemetry/printable.js';
import type { Paint } from '../colours.js';
import { EXIT } from '../exit-codes.js';
import { isBelow, totalOf, type EndpointRecord } from './endpoint-record.js';
import { elapsedText, percentText, thresholdText } from './record-cells.js';
import { tableFrame } from './table-frame.js';
import type { WatchState } from './watch-display.js';

const MOST_NAMED = 20;
/** Wide and high enough for everything. */
const NO_BOUND = { columns: 1_000, rows: 10_000 };

/** The whole table, and one sentence about what is below the threshold. */
export function summaryLines(state: WatchState, paint: Paint): string[] {
  const [, ...table] = tableFrame(state, NO_BOUND, paint);
  const { probes, successes } = totalOf(state.records);
  const rounds = `${state.rounds} ${state.rounds === 1 ? 'round' : 'rounds'} in ${elapsedText(state.elapsedMs)}`;
  const total = `${probes} probes, ${successes} successes (${percentText({ probes, successes })})`;
  return [...table, '', `${rounds}: ${total}`, verdictOf(state)];
}

function verdictOf(state: WatchState): string {
  const { refused } = state;
  const left = refused === 0 ? '' : `; ${refused} wrong ${refused === 1 ? 'entry is' : 'entries are'} left out`;
  return `${verdictOfRecords(state)}${left}`;
}

function verdictOfRecords({ records, thresholdScaled }: WatchState): string {
  if (!records.some(({ asked }) => asked)) return 'nothing could be asked';
  if (records.every(({ last }) => last?.status === undefined))
    return 'nothing answered: if that cannot be, look for the fault in the network here';
  const threshold = thresholdText(thresholdScaled);
  const below = records.filter((each) => isBelow(each, thresholdScaled));
  if (below.length > 0) return `below ${threshold}: ${namesOf(below)}`;
  const unasked = records.filter(({ probes }) => probes === 0).length;
  return unasked > 0
    ? `${unasked} endpoints could not be asked; the others are at or above ${threshold}`
    : `all endpoints are at or above ${threshold}`;
}

/** The first of them, with their success ratios; the table has all. */
function namesOf(records: readonly EndpointRecord[]): string {
  const named = records.slice(0, MOST_NAMED).map((each) => `${printable(each.endpoint.name)} (${percentText(each)})`);
  const rest = records.length - named.length;
  return named.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** What the process says about it. */
export function exitCodeOf({ records, refused, thresholdScaled }: WatchState): number {
  if (!records.some(({ asked }) => asked)) return EXIT.couldNotAsk;
  if (records.some((each) => isBelow(each, thresholdScaled))) return EXIT.problemsFound;
  return refused > 0 || records.some(({ probes }) => probes === 0) ? EXIT.couldNotAsk : EXIT.ok;
}
