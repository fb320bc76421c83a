// Judges the judge: subjects that know the truth, or nothing, and a slow count of what the oracle counts fast.
import { BEGIN_MS } from './delivery.js';
import { FAULTS } from './faults.js';
import { verdictOf } from './oracle.js';
import { sumOf } from './report.js';
import { run } from './run.js';
import { OUTCOMES } from './scene.js';
import { SUBJECTS } from './subjects.js';

const SEEDS = [1, 2];

const runAll = (subject) => FAULTS.flatMap(({ name }) => SEEDS.map((seed) => run(name, seed, SUBJECTS[subject])));

/** Prints what holds and what does not; tells whether all does. */
export function checkOurselves() {
  const [perfect, late, alwaysUp] = ['perfect', 'late', 'always-up'].map(runAll);
  const [best, worse, worst] = [perfect, late, alwaysUp].map(sumOf);
  const checks = [
    ['who knows the truth of 20 s ago is never wrong', best.wrong + best.near + best.outside + best.stale === 0],
    ['and misses nothing that could be known', best.knowableMissed === 0 && best.knowable > best.evaluations / 2],
    ['who knows it 150 s late is caught', worse.wrong > worse.evaluations / 200],
    ['who always says UP is caught', worst.wrong > worst.evaluations / 50 && worst.stale > 0],
    ['the same seed gives the same run', JSON.stringify(runAll('perfect')) === JSON.stringify(perfect)],
    ['what only the dead know is outside', outside('fails-unseen') > 0 && outside('calm') === 0],
    ...['restart', 'concert-dip', 'scale-to-zero'].map((kind) => [`${kind}: a slow count agrees`, countsSlowly(kind)]),
    ...['calm', 'restart', 'crash-loop'].map((kind) => [`${kind}: pages show what was counted`, pagesAgree(kind)]),
  ];
  for (const [sentence, holds] of checks) console.log(`${holds ? 'holds' : 'FAILS'}  ${sentence}`);
  return checks.every(([, holds]) => holds);
}

function outside(kind) {
  return sumOf(Array.from({ length: 10 }, (_, index) => run(kind, index + 1, SUBJECTS.plain))).outside;
}

/** Grades and what could be known, window by window, from the counts of each process. */
function countsSlowly(kind) {
  let agrees = true;
  let evaluations = 0;
  run(kind, 1, SUBJECTS.plain, ({ scene, oracle, path, nowS, said, grade }) => {
    if (evaluations++ % 20 !== 0 || said.status === 'UNKNOWN') return;
    let isRight = false;
    for (let endS = nowS - oracle.delayS; endS <= nowS; endS++) {
      const totals = { requests: 0, failures: 0 };
      for (const process of scene.processes) {
        const { requests, failures } = scene.fleet.servedBy(process, path, endS - 300, endS);
        totals.requests += requests;
        totals.failures += failures;
      }
      isRight ||= verdictOf(totals) === said.status;
    }
    if (isRight !== (grade === 'right')) agrees = false;
  });
  return agrees;
}

/** Each value on each page lies between the counts of its second and of the next, on top of the lifetime. */
function pagesAgree(kind) {
  let agrees = true;
  let isFirst = true;
  const check = (scene, { told, process }) => {
    const second = Math.floor((told.atMs - BEGIN_MS) / 1000);
    scene.paths.forEach(({ name }, path) => {
      OUTCOMES.forEach((code, outcome) => {
        const value = (told.counters.get(`${name}|${code}`) ?? 0) - (process.lifetime?.[path][outcome] ?? 0);
        const [low, high] = [0, 1].map((more) => scene.fleet.countAt(process, path, outcome, second + more));
        if (value < low || value > high) agrees = false;
      });
    });
  };
  run(kind, 1, SUBJECTS.plain, ({ scene }) => {
    if (isFirst) for (const event of scene.events) if (event.type === 'page') check(scene, event);
    isFirst = false;
  });
  return agrees;
}
