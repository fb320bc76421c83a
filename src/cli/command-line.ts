import { CommanderError } from 'commander';
import { shownFault } from '../platform/telemetry/error-facts.js';
import { EXIT } from './exit-codes.js';
import { endWithoutReader } from './output-reader.js';
import { heartbeatProgram, withDefaultCommand } from './program.js';

/** Never with 1, which is a status. */
function endByFault(error: unknown): never {
  process.stderr.write(`heartbeat failed: ${shownFault(error)}\n`);
  process.exit(EXIT.fault);
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') endWithoutReader();
    endByFault(error);
  });
}
process.on('uncaughtException', endByFault);
process.on('unhandledRejection', endByFault);

try {
  await heartbeatProgram().parseAsync(withDefaultCommand(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  if (!(error instanceof CommanderError)) endByFault(error);
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
