#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.js';
import { doctorCommand } from './doctor.js';
import { EXIT } from './exit-codes.js';
import { getCommand } from './get.js';
import { serveCommand } from './serve.js';
import { checkConfigCommand } from './check-config.js';

const program = new Command('heartbeat')
  .description('Is the API I depend on up right now?')
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(heartbeat --help tells more)')
  .addCommand(serveCommand(), { isDefault: true })
  .addCommand(checkConfigCommand())
  .addCommand(doctorCommand())
  .addCommand(getCommand());

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` has seen enough.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
}
