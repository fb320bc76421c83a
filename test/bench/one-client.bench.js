import { loadavg } from 'node:os';
import { report } from '../support/one-client/report.js';

export const about =
  'what one client can do to the others: longest answer of /health/live and resident memory during each attack';

/** Other work of the machine makes answers late, and never soon: of several rounds the quickest tells most. */
const ROUNDS = 3;

export async function run() {
  const rows = new Map();
  console.log(`load of the machine: ${loadavg()[0].toFixed(1)}`);
  for (let round = 0; round < ROUNDS; round++) {
    for await (const row of report()) {
      const best = rows.get(row.attack) ?? row;
      const quickest = (figure) => Math.min(best[figure], row[figure]);
      rows.set(row.attack, { ...best, longestMs: quickest('longestMs'), stretchMs: quickest('stretchMs') });
    }
  }
  console.log('| attack | longest answer of /health/live | of it, the event loop | RSS before | most | after |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const { attack, longestMs, stretchMs, rssBefore, rssMost, rssAfter } of rows.values()) {
    const memory = [rssBefore, rssMost, rssAfter].map((each) => `${each.toFixed(0)} MB`);
    console.log(`| ${[attack, `${longestMs.toFixed(0)} ms`, `${stretchMs.toFixed(0)} ms`, ...memory].join(' | ')} |`);
  }
}
