// Judges a subject against true counts: `node test/truth/truth.js --help`.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { explain } from './explain.js';
import { FAULTS } from './faults.js';
import { brokenPromises, printTable, sumOf } from './report.js';
import { REAL_FAULTS, runOnRealServers } from './real/run.js';
import { WATCHERS, watchersHere } from './real/watchers.js';
import { run } from './run.js';
import { checkOurselves } from './self-check.js';
import { SUBJECTS } from './subjects.js';

const HELP = `Usage: node test/truth/truth.js --virtual | --real [options]

Plays fleets of gateways with random faults, and compares what Heartbeat says with the true counts, and with the plain way
(a rate() over five minutes) beside it: in virtual time, where the ledger, the window and the rule are judged alone, or on
real servers, where built Heartbeats watch scripted gateways by real monitoring systems. Exit code 1 when a promise is
broken.

  --seeds N            runs per kind of fault (20; 2 on real servers)
  --from N             the first seed (1): rules are tuned on some seeds and judged on others
  --kinds A,B          only these kinds
  --json               the counts as JSON

on real servers
  --watchers A,B       ${WATCHERS.join(', ')} (those that this machine has)
  --minutes N          length of a scene (20)
  --fast               ten times as fast: a window of 30 s, scrapes every 2 s
  --wrong              prints the wrong verdicts, and why others were UNKNOWN though knowable

in virtual time
  --subject NAME       ${Object.keys(SUBJECTS).join(', ')} (ledger)
  --explain KIND SEED  the first wrong evaluations of one run; --missed: those that are UNKNOWN without need
  --check              judges the judge itself
  --list               the kinds
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    virtual: { type: 'boolean' },
    real: { type: 'boolean' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    watchers: { type: 'string' },
    minutes: { type: 'string', default: '20' },
    fast: { type: 'boolean' },
    wrong: { type: 'boolean' },
    kinds: { type: 'string' },
    subject: { type: 'string', default: 'ledger' },
    json: { type: 'boolean' },
    explain: { type: 'string' },
    missed: { type: 'boolean' },
    check: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

function fail(problem) {
  console.error(problem);
  process.exit(64);
}

function runAll(kinds, { count, first }, createSubject) {
  const startMs = performance.now();
  const rows = kinds.map((kind) => {
    const runs = Array.from({ length: count }, (_, index) => run(kind.name, first + index, createSubject));
    return { kind: kind.name, ordinary: kind.ordinary ?? false, ...sumOf(runs) };
  });
  return { rows, total: sumOf(rows), seconds: (performance.now() - startMs) / 1000 };
}

function judge(kinds, seeds, createSubject) {
  const result = runAll(kinds, seeds, createSubject);
  const broken = brokenPromises(result);
  if (values.json) console.log(JSON.stringify({ ...result, broken }, null, 2));
  else printTable(result, broken);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

async function judgeOnRealServers(kinds, seeds) {
  const wrong = [];
  const missed = new Map();
  const watch = (seen) => {
    if (seen.grade === 'wrong') wrong.push(shown(seen));
    const why = `${seen.lane.name} ${seen.fleet.kind} ${seen.said.reason}`;
    if (seen.missed) missed.set(why, (missed.get(why) ?? 0) + 1);
  };
  const result = await runOnRealServers({
    kinds,
    seeds: Array.from({ length: seeds.count }, (_, index) => seeds.first + index),
    laneNames: values.watchers?.split(',') ?? watchersHere(),
    fast: values.fast ?? false,
    minutes: Number(values.minutes),
    watch,
    say: (text) => console.error(text),
  });
  const broken = brokenPromises(result);
  if (values.json) console.log(JSON.stringify({ ...result, broken }, null, 2));
  else printTable(result, broken);
  console.error(`${result.scenes} scenes; ${result.unanswered} questions were not answered in time`);
  if (values.wrong) console.log(wrong.join('\n'));
  if (values.wrong) for (const [why, count] of missed) console.log(`${count} times UNKNOWN though knowable: ${why}`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

function shown({ lane, fleet, oracle, scene, path, nowS, said }) {
  const { requests, failures } = oracle.totalsAt(path, nowS - Math.round(oracle.delayS / 2));
  const truth = `${failures} of ${requests} failed`;
  const { status, requests: counted, failures: failed } = said;
  return `${lane.name} ${scene.paths[path].name} (${fleet.dialect}) at ${nowS} s: ${status}, ${failed} of ${counted}; in truth ${truth}`;
}

const createSubject = SUBJECTS[values.subject];
const seeds = { count: Number(values.seeds ?? (values.real ? 2 : 20)), first: Number(values.from) };
const all = values.real ? REAL_FAULTS : FAULTS;
const names = values.explain ? [values.explain] : (values.kinds?.split(',') ?? all.map(({ name }) => name));
const unknown = names.filter((name) => !all.some((kind) => kind.name === name));
if (values.help || !(values.virtual || values.real || values.explain || values.check || values.list)) console.log(HELP);
else if (!createSubject) fail(`no subject named ${values.subject}; there are ${Object.keys(SUBJECTS).join(', ')}`);
else if (unknown.length > 0) fail(`no kind named ${unknown.join(', ')}; --list has them`);
else if (!Object.values(seeds).every((each) => Number.isInteger(each) && each > 0))
  fail('--seeds needs a number of runs, --from the number of a seed');
else if (values.list) for (const { name, about } of all) console.log(`${name.padEnd(32)} ${about}`);
else if (values.check) process.exitCode = checkOurselves() ? 0 : 1;
else if (values.explain) explain(values.explain, Number(positionals[0] ?? 1), { createSubject, missed: values.missed });
else if (values.real) await judgeOnRealServers(names, seeds);
else
  judge(
    FAULTS.filter(({ name }) => names.includes(name)),
    seeds,
    createSubject,
  );
