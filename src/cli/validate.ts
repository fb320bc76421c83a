import type { Command } from 'commander';
import { printable } from '../platform/telemetry/printable.js';
import type { BlockCounts } from './block-counts.js';
import { commandOf } from './command-form.js';
import { EXIT } from './exit-codes.js';
import type { FileValidation } from './validation.js';

/** `heartbeat validate FILE…`: every mistake in Rover and endpoints files, with its line; exit code 2 if there is one. */
export function validateCommand(): Command {
  return commandOf({
    name: 'validate',
    about: 'check Rover files, directories of them, and endpoints files of heartbeat watch, without any request',
    exits: [
      [EXIT.ok, 'everything is valid; there may be warnings'],
      [EXIT.badSettings, 'a file is wrong or cannot be read'],
    ],
    examples: [
      ['rover.yaml', 'every mistake: file, line, what stands there and what is allowed'],
      ['rovers/ endpoints.yaml', 'all Rover files of a directory, and a list for heartbeat watch'],
      ['--json rovers/', 'the same for programs, with codes and paths'],
    ],
  })
    .argument('<file...>', 'files or directories')
    .option('--json', 'print the findings as JSON')
    .action((files: string[], options: { json?: boolean }) => validate(files, options.json === true));
}

async function validate(paths: readonly string[], json: boolean): Promise<void> {
  const { declaredTwice, validatePath } = await import('./validation.js');
  const files: FileValidation[] = [];
  for (const path of paths) files.push(...(await validatePath(path, process.env)));
  const twice = declaredTwice(files);
  if (json) process.stdout.write(`${JSON.stringify({ files, warnings: twice }, null, 2)}\n`);
  else await tell(files, twice);
  process.exitCode = files.some((each) => each.problems.length > 0) ? EXIT.badSettings : EXIT.ok;
}

async function tell(files: readonly FileValidation[], twice: readonly string[]): Promise<void> {
  const { shownCounts } = await import('./block-counts.js');
  const { placedProblem } = await import('../declarations/check-rovers.js');
  for (const { file, problems, warnings } of files) {
    for (const each of problems) process.stderr.write(`${printable(placedProblem(file, each))}\n`);
    for (const each of warnings) process.stderr.write(`${printable(`${file}: warning: ${each}`)}\n`);
  }
  for (const each of twice) process.stderr.write(`${printable(each)}\n`);
  for (const each of files.filter(({ problems }) => problems.length === 0))
    process.stdout.write(`${printable(each.file)} is valid: ${contentOf(each, shownCounts)}\n`);
}

function contentOf(file: FileValidation, shownCounts: (counts: BlockCounts) => string[]): string {
  if (file.kind === 'endpoints') return counted(file.endpoints, 'endpoint');
  return [counted(file.basePaths.length, 'base path'), ...shownCounts(file)].join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
