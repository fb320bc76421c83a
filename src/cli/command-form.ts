import { Command } from 'commander';
import { printable } from '../platform/telemetry/printable.js';
import { VERSION } from '../version.js';
import { COMMON_EXITS, type ExitMeaning } from './exit-codes.js';

/** What every command tells about itself. */
export interface CommandForm {
  readonly name: string;
  readonly about: string;
  /** Its own exit codes, in order; docs/cli.md has the same table. */
  readonly exits: readonly ExitMeaning[];
  /** What follows `heartbeat NAME`, and what that does. */
  readonly examples: readonly (readonly [args: string, does: string])[];
}

/** A command with its help, examples and exit codes; usage errors are thrown as `CommanderError`. */
export function commandOf({ name, about, exits, examples }: CommandForm): Command {
  return new Command(name)
    .description(about)
    .version(VERSION)
    .addHelpText('after', `\nExamples:\n${exampleLines(name, examples)}\n\nExit codes:\n${exitLines(exits)}`)
    .configureOutput({ outputError: (text, write) => write(text.split('\n').map(printable).join('\n')) })
    .showHelpAfterError(`(heartbeat ${name} --help tells more)`)
    .exitOverride();
}

function exampleLines(name: string, examples: CommandForm['examples']): string {
  const lines = examples.map(([args, does]) => [`heartbeat ${name} ${args}`.trimEnd(), does] as const);
  const width = Math.max(...lines.map(([line]) => line.length));
  return lines.map(([line, does]) => `  ${line.padEnd(width)}  ${does}`).join('\n');
}

function exitLines(exits: readonly ExitMeaning[]): string {
  return [...exits, ...COMMON_EXITS].map(([code, meaning]) => `  ${String(code).padEnd(2)}  ${meaning}`).join('\n');
}
