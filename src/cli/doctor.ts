import type { Command } from 'commander';
import { printable } from '../platform/telemetry/printable.js';
import { paintFor } from './colours.js';
import { commandOf } from './command-form.js';
import type { Diagnosis } from './diagnosis.js';
import { durationOption, type Milliseconds } from './duration-option.js';
import { EXIT } from './exit-codes.js';
import { jsonText } from './json-text.js';

interface DoctorOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly timeout: Milliseconds;
}

const MARKS = { ok: ['ok     ', 'green'], warning: ['warning', 'yellow'], problem: ['PROBLEM', 'red'] } as const;
const NO_FILE: Diagnosis = {
  about: 'settings',
  findings: [
    {
      level: 'problem',
      text: 'no settings file was found: there is no heartbeat.yaml here, and nothing else was named',
      remedy: 'write one (docs/first-answer.md), or name it by --config or HEARTBEAT_CONFIG',
    },
  ],
};
const TIMEOUT = { fromMs: 1_000, toMs: 600_000, defaultMs: 30_000 };

/** `heartbeat doctor`: reaches each source and says why there is no data; exit code 1 when something is wrong. */
export function doctorCommand(): Command {
  return commandOf({
    name: 'doctor',
    about: 'reach each source and say in plain words why there is, or is not, data',
    exits: [
      [EXIT.ok, 'no problem was found; there may be warnings'],
      [EXIT.problemsFound, 'there is a problem'],
      [EXIT.badSettings, 'the settings are wrong'],
    ],
    examples: [
      ['--config heartbeat.yaml', 'every source, and the catalogue'],
      ['--json', 'the same for programs'],
    ],
  })
    .option('-c, --config <file>', 'settings file (else HEARTBEAT_CONFIG, else ./heartbeat.yaml)')
    .option('--json', 'print the findings as JSON')
    .addOption(durationOption('--timeout <duration>', 'for everything together', TIMEOUT))
    .action((options: DoctorOptions) => doctor(options));
}

async function doctor(options: DoctorOptions): Promise<void> {
  const { settingsOrExit } = await import('./settings-or-exit.js');
  const loaded = settingsOrExit(options.config);
  if (!loaded) return;
  const { examine } = await import('./examination.js');
  const examined = await examine(loaded.settings, options.timeout);
  const { unfinished } = examined;
  const diagnoses = loaded.file === undefined ? [NO_FILE, ...examined.diagnoses] : examined.diagnoses;
  const bad = diagnoses.some(({ findings }) => findings.some((each) => each.level === 'problem'));
  process.exitCode = bad ? EXIT.problemsFound : EXIT.ok;
  const text = options.json ? `${jsonText(diagnoses, 2)}\n` : shown(diagnoses);
  // What still hangs would keep the process alive.
  process.stdout.write(text, () => unfinished && process.exit());
}

function shown(diagnoses: readonly Diagnosis[]): string {
  const paint = paintFor(process.stdout, process.env);
  const lines = diagnoses.flatMap(({ about, findings }) => [
    about,
    ...findings.flatMap(({ level, text, remedy }) => [
      `  ${paint(MARKS[level][0], MARKS[level][1])} ${printable(text)}`,
      ...(remedy === undefined ? [] : [`          ${printable(remedy)}`]),
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}
