// Shows evaluations of one run from close by: what was said, what is true, and the pages before.
import { run } from './run.js';

const SHOWN = 5;

/** Prints the first wrong (or needlessly UNKNOWN) evaluations of a run, at most one a minute and base path. */
export function explain(kind, seed, { createSubject, missed }) {
  const lastS = new Map();
  let shown = 0;
  const counts = run(kind, seed, createSubject, (judged) => {
    const isMeant = missed ? judged.missed : judged.grade === 'wrong';
    if (!isMeant || shown >= SHOWN || judged.nowS - (lastS.get(judged.path) ?? -60) < 60) return;
    if (shown++ === 0) printScene(judged.scene);
    lastS.set(judged.path, judged.nowS);
    printEvaluation(judged);
  });
  console.log(`\n${JSON.stringify(counts)}`);
}

const window = ({ requests, failures }) => `(${Math.round(requests)}, ${Math.round(failures)})`;

function printScene({ kind, seed, facts, beginS, durationS, scrapeMs, style, processes, targets, restart, ...scene }) {
  console.log(
    `${kind} ${seed}: ${style}, scraped every ${scrapeMs / 1000} s, ${facts ? 'with' : 'without'} start facts,`,
  );
  console.log(`watched from ${beginS} s to ${durationS} s`);
  for (const { instance, address, fromS, goneS, processes: own } of targets) {
    console.log(`  ${instance} ${address} [${fromS}, ${goneS}) processes ${own.map(({ index }) => index).join(', ')}`);
  }
  for (const each of processes) {
    const { index, startS, servesFromS, servesToS, endS, killed } = each;
    const end = killed ? 'killed' : 'ended';
    console.log(
      `  process ${index} from ${startS.toFixed(0)} serves [${servesFromS.toFixed(0)}, ${servesToS}) ${end} ${endS}`,
    );
  }
  for (const { targets: whom, ...mute } of scene.mutes) {
    console.log(
      `  scrapes of ${whom?.map(({ instance }) => instance).join(', ') ?? 'all'} fail ${JSON.stringify(mute)}`,
    );
  }
  for (const { targets: whom, fromS, toS } of scene.edits) {
    console.log(`  pages of ${whom?.map(({ instance }) => instance).join(', ') ?? 'all'} changed [${fromS}, ${toS})`);
  }
  if (restart) console.log(`  Heartbeat restarts ${JSON.stringify(restart)}`);
}

function printEvaluation({ scene, oracle, path, nowS, said, grade, missed }) {
  const { name, rate, incidents } = scene.paths[path];
  console.log(`\nat ${nowS} s ${name} (${rate.toFixed(2)}/s): ${missed ? 'knowable' : grade}`);
  console.log(`  said   ${JSON.stringify(said)}`);
  console.log(`  true   ${window(oracle.totalsAt(path, nowS))} now, then back to ${oracle.delayS} s ago:`);
  const back = [5, 15, 25, 35, 45, 55].filter((ageS) => ageS < oracle.delayS).concat(oracle.delayS);
  console.log(`         ${back.map((ageS) => window(oracle.totalsAt(path, nowS - ageS))).join(' ')}`);
  for (const { fromS, toS, share, processes } of incidents) {
    if (fromS <= nowS && toS > nowS - 400)
      console.log(
        `  fails  ${share} in [${fromS}, ${toS}) ${processes?.map(({ index }) => `#${index}`).join(' ') ?? ''}`,
      );
  }
  printEvents(scene, name, nowS);
}

/** The events of the last minute and a half. */
function printEvents(scene, name, nowS) {
  const recent = scene.events.filter(({ atMs }) => atMs <= nowS * 1000 && atMs > (nowS - 90) * 1000);
  for (const { type, atMs, told, process } of recent) {
    const own = Array.from(told.counters ?? []).filter(([key]) => key.startsWith(`${name}|`));
    const values = own.map(([key, value]) => `${key.slice(name.length + 1)}=${value}`).join(' ');
    console.log(
      `  ${(atMs / 1000).toFixed(1).padStart(7)} ${type} ${told.instance} #${process?.index ?? '-'} ${values}`,
    );
  }
}
