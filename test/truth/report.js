// Adds runs up, prints them by kind of fault, and says which promises of DESIGN §10 they break.
import { slowest } from './detection.js';

const DETECTED_WITHIN_S = 75;

function addTo(sum, counts) {
  for (const [name, value] of Object.entries(counts)) {
    if (typeof value === 'number' && name !== 'seed') sum[name] = (sum[name] ?? 0) + value;
  }
}

/** The sum of counts, and of the plain way's beside them. */
export function sumOf(runs) {
  const sum = { detections: [], recoveries: [], plain: {} };
  for (const each of runs) {
    addTo(sum, each);
    sum.detections.push(...each.detections);
    sum.recoveries.push(...(each.recoveries ?? []));
    addTo(sum.plain, each.plain);
  }
  return sum;
}

const share = (part, whole) => (whole > 0 ? part / whole : 0);
const percent = (part, whole) => `${(100 * share(part, whole)).toFixed(2)} %`;

/** The promises that are not kept, a sentence each. */
export function brokenPromises({ rows, total }) {
  const broken = [];
  if (total.wrongCertain > 0) broken.push(`${total.wrongCertain} wrong where at least 50 requests were certain`);
  if (share(total.wrong, total.evaluations) > 0.0005) {
    broken.push(`${percent(total.wrong, total.evaluations)} wrong over everything, at most 0.05 % are promised`);
  }
  if (total.stale > 0) broken.push(`${total.stale} times UP or DOWN on evidence that was too old`);
  if (share(total.knowableMissed, total.knowable) > 0.02) {
    broken.push(`${percent(total.knowableMissed, total.knowable)} UNKNOWN though knowable, at most 2 % are promised`);
  }
  if (total.ownDown > 0) broken.push(`${total.ownDown} wrong DOWNs by a restart or pause of Heartbeat itself`);
  if (slowest(total.detections) > DETECTED_WITHIN_S) {
    broken.push(
      `a total outage is DOWN after ${slowest(total.detections)} s (p99), ${DETECTED_WITHIN_S} s are promised`,
    );
  }
  if (slowest(total.recoveries) > DETECTED_WITHIN_S) {
    broken.push(
      `the last minute shows a recovery after ${slowest(total.recoveries)} s (p99), ${DETECTED_WITHIN_S} s are promised`,
    );
  }
  for (const { kind, wrong, plain, ordinary, knowable, knowableMissed } of rows) {
    if (wrong > plain.wrong) broken.push(`${kind}: ${wrong} wrong, the plain way ${plain.wrong}`);
    if (ordinary && share(knowableMissed, knowable) > 0.005) {
      broken.push(`${kind}: ${percent(knowableMissed, knowable)} UNKNOWN though knowable, at most 0.5 % are promised`);
    }
  }
  return broken;
}

const COLUMNS = [
  ['kind', 30, ({ kind }) => kind ?? 'total'],
  ['evaluations', 11, ({ evaluations }) => evaluations],
  ['wrong', 7, ({ wrong }) => wrong],
  ['certain', 7, ({ wrongCertain }) => wrongCertain],
  ['near', 6, ({ near }) => near],
  ['certain', 7, ({ nearCertain }) => nearCertain],
  ['outside', 7, ({ outside }) => outside],
  ['stale', 6, ({ stale }) => stale],
  ['unknown', 8, ({ unknown, evaluations }) => percent(unknown, evaluations)],
  ['knowable', 8, ({ knowable }) => knowable],
  ['missed', 8, ({ knowableMissed, knowable }) => percent(knowableMissed, knowable)],
  ['plain', 7, ({ plain }) => plain.wrong],
  ['certain', 7, ({ plain }) => plain.wrongCertain],
  ['missed', 8, ({ plain }) => percent(plain.knowableMissed, plain.knowable)],
];

function printRow(textOf) {
  const cells = COLUMNS.map((column, index) => {
    const text = String(textOf(column));
    return index === 0 ? text.padEnd(column[1]) : text.padStart(column[1]);
  });
  console.log(cells.join(' '));
}

/** Rows by kind of fault, on real servers also by who watched, and the sum. */
export function printTable({ rows, lanes = [], total, seconds }, broken) {
  printRow(([title]) => title);
  for (const row of [...rows, ...lanes]) printRow(([, , of]) => of(row));
  printRow(([, , of]) => of(total));
  const { detections, recoveries } = total;
  console.log(`\n${detections.length} steady total outages, DOWN after ${slowest(detections)} s (p99)`);
  if (recoveries.length > 0)
    console.log(`${recoveries.length} ends of them, seen in the last minute after ${slowest(recoveries)} s (p99)`);
  console.log(`${seconds.toFixed(1)} s`);
  for (const sentence of broken) console.log(`broken: ${sentence}`);
  if (broken.length === 0) console.log('all promises are kept');
}
