import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { LoadedSettings } from '../config/load-settings.js';
import { CannotListenError } from '../platform/http/cannot-listen.js';
import type { Log } from '../platform/telemetry/log.js';
import type { RunningHeartbeat } from '../service.js';
import type { Tracing } from '../platform/telemetry/tracing.js';
import { VERSION } from '../version.js';
import { commandOf } from './command-form.js';
import { EXIT } from './exit-codes.js';
import { serviceSignals } from './service-signals.js';
import { keepTickShape } from './tick-shape.js';

const LEVELS = ['debug', 'info', 'warn', 'error'];

/** `heartbeat serve`: runs the service until SIGTERM or SIGINT; a second signal ends the drain. */
export function serveCommand(): Command {
  return commandOf({
    name: 'serve',
    about: 'run the service (default)',
    exits: [
      [EXIT.ok, 'it was stopped by a signal'],
      [EXIT.badSettings, 'the settings are wrong'],
    ],
    examples: [
      ['', 'with ./heartbeat.yaml, or with all defaults'],
      ['--config /etc/heartbeat/heartbeat.yaml', 'with these settings'],
    ],
  })
    .option('-c, --config <file>', 'settings file (else HEARTBEAT_CONFIG, else ./heartbeat.yaml)')
    .action((options: { config?: string }) => serve(options.config));
}

async function serve(file: string | undefined): Promise<void> {
  // Before anything else: as the first process of a container, a signal without a listener is lost.
  let log: Log | undefined;
  let running: RunningHeartbeat | undefined;
  const { stop, hurry } = serviceSignals((signal) =>
    log?.info('signal ignored: changed files are taken up without one', { signal }),
  );
  hurry.addEventListener('abort', () => running ?? process.exit(EXIT.ok));
  keepTickShape();
  const { settingsOrExit } = await import('./settings-or-exit.js');
  const loaded = settingsOrExit(file);
  if (!loaded) return;
  const { PinoLog } = await import('../platform/telemetry/pino-log.js');
  const asked = process.env['HEARTBEAT_LOG_LEVEL'] ?? 'info';
  log = new PinoLog(LEVELS.includes(asked) ? asked : 'info');
  tellOrigin(loaded, log);
  try {
    const { startHeartbeat } = await import('../service.js');
    const tracing = await tracingIfAskedFor(log);
    running = await startHeartbeat(loaded.settings, log, {
      traced: tracing !== undefined,
      origin: { ...loaded, environment: process.env },
    });
    await stop;
    await running.stop(hurry);
    await tracing?.stop();
  } catch (error) {
    process.exitCode = EXIT.fault;
    if (!(error instanceof CannotListenError)) return log.error('service ended', { error });
    const { place, message, cause } = error;
    log.error('cannot listen', { ...place, code: (cause as NodeJS.ErrnoException).code, detail: message });
    process.stderr.write(`${message}\n`);
  }
}

function tellOrigin({ file, settings }: LoadedSettings, log: Log): void {
  if (file === undefined) {
    const remedy =
      'write heartbeat.yaml here, or name a file by --config or HEARTBEAT_CONFIG; see docs/first-answer.md';
    log.warn('no settings file was found, so there are no sources', { looked: resolve('heartbeat.yaml'), remedy });
    return;
  }
  log.info('settings read', { file: resolve(file) });
  const remedy = 'add one under sources; see docs/first-answer.md';
  if (settings.sources.length === 0) log.warn('no source is configured, so every status is UNKNOWN', { remedy });
}

async function tracingIfAskedFor(log: Log): Promise<Tracing | undefined> {
  const { startTracing, tracingAskedFor } = await import('../platform/telemetry/tracing.js');
  return tracingAskedFor(process.env) ? startTracing(process.env, { log, version: VERSION }) : undefined;
}
