import { Command } from 'commander';
import { VERSION } from '../version.js';
import { checkConfigCommand } from './check-config.js';
import { completionCommand } from './completion.js';
import { doctorCommand } from './doctor.js';
import { getCommand } from './get.js';
import { healthcheckCommand } from './healthcheck.js';
import { schemaCommand } from './schema.js';
import { serveCommand } from './serve.js';
import { watchCommand } from './watch/watch.js';
import { validateCommand } from './validate.js';

const OF_THE_PROGRAM = new Set(['-h', '--help', '-V', '--version']);

/** The `heartbeat` command with all its commands; each imports what it works with only when it is run. */
export function heartbeatProgram(): Command {
  return new Command('heartbeat')
    .description('Is the API I depend on up right now?')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(heartbeat --help tells more)')
    .addCommand(serveCommand())
    .addCommand(checkConfigCommand())
    .addCommand(doctorCommand())
    .addCommand(validateCommand())
    .addCommand(getCommand())
    .addCommand(healthcheckCommand())
    .addCommand(watchCommand())
    .addCommand(schemaCommand())
    .addCommand(completionCommand());
}

/** `serve` where no command is named: `heartbeat --config FILE` serves, and `heartbeat foo` is a mistake. */
export function withDefaultCommand(args: readonly string[]): string[] {
  const [first] = args;
  const unnamed = first === undefined || (first.startsWith('-') && !OF_THE_PROGRAM.has(first));
  return unnamed ? ['serve', ...args] : [...args];
}
