// Judges a subject against true counts: `node test/truth/truth.js --help`.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { explain } from './explain.js';
import { FAULTS } from './faults.js';
import { brokenPromises, printTable, sumOf } from './report.js';
import { run } from './run.js';
import { checkOurselves } from './self-check.js';
import { SUBJECTS } from './subjects.js';

const HELP = `Usage: node test/truth/truth.js --virtual [options]

Plays fleets of gateways with random faults in virtual time, and compares what a subject says with the true counts, and
with the plain way (a rate() over five minutes) beside it. Exit code 1 when a promise is broken.

  --seeds N            runs per kind of fault (20), from seed 1 on
  --kinds A,B          only these kinds
  --subject NAME       ${Object.keys(SUBJECTS).join(', ')} (ledger)
  --json               the counts as JSON
  --explain KIND SEED  the first wrong evaluations of one run; --missed: those that are UNKNOWN without need
  --check              judges the judge itself
  --list               the kinds
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    virtual: { type: 'boolean' },
    seeds: { type: 'string', default: '20' },
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

function runAll(kinds, seeds, createSubject) {
  const startMs = performance.now();
  const rows = kinds.map((kind) => {
    const runs = Array.from({ length: seeds }, (_, index) => run(kind.name, index + 1, createSubject));
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

const createSubject = SUBJECTS[values.subject];
const seeds = Number(values.seeds);
const names = values.explain ? [values.explain] : (values.kinds?.split(',') ?? FAULTS.map(({ name }) => name));
const unknown = names.filter((name) => !FAULTS.some((kind) => kind.name === name));
if (values.help || !(values.virtual || values.explain || values.check || values.list)) console.log(HELP);
else if (!createSubject) fail(`no subject named ${values.subject}; there are ${Object.keys(SUBJECTS).join(', ')}`);
else if (unknown.length > 0) fail(`no kind named ${unknown.join(', ')}; --list has them`);
else if (!(Number.isInteger(seeds) && seeds > 0)) fail('--seeds needs a number of runs');
else if (values.list) for (const { name, about } of FAULTS) console.log(`${name.padEnd(32)} ${about}`);
else if (values.check) process.exitCode = checkOurselves() ? 0 : 1;
else if (values.explain) explain(values.explain, Number(positionals[0] ?? 1), { createSubject, missed: values.missed });
else
  judge(
    FAULTS.filter(({ name }) => names.includes(name)),
    seeds,
    createSubject,
  );
