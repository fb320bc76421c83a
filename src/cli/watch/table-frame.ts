import stringWidth from 'string-width';
import type { Paint } from '../colours.js';
import { elapsedText, thresholdText } from './record-cells.js';
import { tableRows, type TableRow } from './table-rows.js';
import { fitTo } from './text-width.js';
import type { WatchState } from './watch-display.js';

/** Size of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

interface Column {
  readonly width: number;
  text(row: TableRow): string;
}

const HEADING: TableRow = {
  kind: 'domain',
  name: 'DOMAIN, ENDPOINT',
  success: 'SUCCESS',
  count: 'PROBES',
  last: 'LAST',
  latency: 'LATENCY',
  below: false,
  failing: false,
};
/** Shown right of the name, as far as there is room: the last ones go first. */
const COLUMNS: readonly Column[] = [
  { width: 7, text: (row) => row.success.padStart(7) },
  { width: 9, text: (row) => fitTo(row.last, 9) },
  { width: 9, text: (row) => row.latency.padStart(9) },
  { width: 13, text: (row) => row.count.padStart(13) },
];
const GAP = 2;
/** Of the name, before a column gives way; the success ratio gives way last. */
const [LEAST_NAME, LEAST_NAME_BESIDE_SUCCESS] = [24, 8];
const LONGEST_NAME = 60;
/** Facts and heading. */
const OTHER_LINES = 2;

/** What the terminal shows: a line of facts, the table, and what did not fit; never larger than the terminal. */
export function tableFrame(state: WatchState, size: TerminalSize, paint: Paint): string[] {
  const rows = tableRows(state);
  const shown = fitting(rows, size.rows - OTHER_LINES);
  const layout = layoutOf([HEADING, ...rows], size.columns);
  const left = rows.length - shown.length;
  const lines = [
    fitTo(factsOf(state), size.columns).trimEnd(),
    paint(lineOf(HEADING, layout), 'dim'),
    ...shown.map((row) => painted(row, lineOf(row, layout), paint)),
    ...(left > 0 ? [paint(fitTo(`… and ${left} more`, size.columns).trimEnd(), 'dim')] : []),
  ];
  return lines.slice(0, size.rows);
}

function factsOf({ rounds, elapsedMs, records, thresholdScaled }: WatchState): string {
  return `${records.length} endpoints, round ${rounds}, ${elapsedText(elapsedMs)}; ! is below ${thresholdText(thresholdScaled)}; Ctrl-C ends`;
}

/** The rows that fit above a line that counts the rest, in their order: those below the threshold come before those that fail, and these before the rest. */
function fitting(rows: readonly TableRow[], most: number): readonly TableRow[] {
  if (rows.length <= most) return rows;
  const room = Math.max(1, most - 1);
  const urgency = ({ below, failing }: TableRow): number => (below ? 0 : failing ? 1 : 2);
  const kept = new Set(rows.toSorted((one, other) => urgency(one) - urgency(other)).slice(0, room));
  return rows.filter((row) => kept.has(row));
}

interface Layout {
  readonly nameWidth: number;
  readonly columns: readonly Column[];
}

function layoutOf(rows: readonly TableRow[], columns: number): Layout {
  const widest = Math.min(LONGEST_NAME, Math.max(...rows.map(({ name }) => stringWidth(name))));
  const taken = (shown: readonly Column[]): number => shown.reduce((sum, { width }) => sum + GAP + width, 0);
  const least = (shown: readonly Column[]): number =>
    Math.min(widest, shown.length === 1 ? LEAST_NAME_BESIDE_SUCCESS : LEAST_NAME);
  let shown = COLUMNS;
  while (shown.length > 0 && taken(shown) + least(shown) > columns) shown = shown.slice(0, -1);
  return { nameWidth: Math.max(0, Math.min(widest, columns - taken(shown))), columns: shown };
}

function lineOf(row: TableRow, { nameWidth, columns }: Layout): string {
  const cells = columns.map((column) => ' '.repeat(GAP) + column.text(row));
  return `${fitTo(row.name, nameWidth)}${cells.join('')}`.trimEnd();
}

function painted(row: TableRow, line: string, paint: Paint): string {
  if (row.below) return paint(line, 'red');
  return row.failing ? paint(line, 'yellow') : line;
}
