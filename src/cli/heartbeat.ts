#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.js';
import { EXIT } from './exit-codes.js';
import { serveCommand } from './serve.js';
import { checkConfigCommand } from './check-config.js';

const program = new Command('heartbeat')
  .description('Is the API I depend on up right now?')
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(heartbeat --help tells more)')
  .addCommand(serveCommand(), { isDefault: true })
  .addCommand(checkConfigCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
}
