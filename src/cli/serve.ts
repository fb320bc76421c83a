import { Command } from 'commander';
import { startHeartbeat } from '../main.js';
import { PinoLog } from '../platform/telemetry/pino-log.js';
import { EXIT } from './exit-codes.js';
import { settingsOrExit } from './settings-or-exit.js';

const LEVELS = ['debug', 'info', 'warn', 'error'];

/** `heartbeat serve`: runs the service until SIGTERM or SIGINT; a second signal ends it at once. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the service (default)')
    .option('-c, --config <file>', 'settings file (else HEARTBEAT_CONFIG, else ./heartbeat.yaml)')
    .exitOverride()
    .action((options: { config?: string }) => serve(options.config));
}

async function serve(file: string | undefined): Promise<void> {
  const loaded = settingsOrExit(file);
  if (!loaded) return;
  const asked = process.env['HEARTBEAT_LOG_LEVEL'] ?? 'info';
  const log = new PinoLog(LEVELS.includes(asked) ? asked : 'info');
  try {
    const running = await startHeartbeat(loaded.settings, log);
    await stopSignal();
    process.once('SIGINT', () => process.exit(EXIT.fault));
    await running.stop();
  } catch (error) {
    log.error('service ended', { error });
    process.exitCode = EXIT.fault;
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}
