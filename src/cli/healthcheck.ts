import type { Command } from 'commander';
import { commandOf } from './command-form.js';
import { EXIT } from './exit-codes.js';
import { isAddress, shownAddress, whyNoAnswer } from './heartbeat-request.js';

const DEADLINE_MS = 4_000;

interface HealthcheckOptions {
  readonly config?: string;
  readonly url?: string;
}

/** `heartbeat healthcheck`: whether a service is ready, for containers that have neither curl nor a shell. */
export function healthcheckCommand(): Command {
  return commandOf({
    name: 'healthcheck',
    about: 'ask whether a Heartbeat is ready, as a container does',
    exits: [
      [EXIT.ok, 'it is ready'],
      [EXIT.problemsFound, 'it is not ready: it starts, or it drains'],
      [EXIT.badSettings, 'the settings are wrong'],
      [EXIT.couldNotAsk, 'could not ask'],
    ],
    examples: [
      ['', 'the service on this machine that runs with the same settings'],
      ['--url http://heartbeat:8080', 'another one'],
    ],
  })
    .option('-c, --config <file>', 'settings of the service, which name its port (found as by serve)')
    .option('--url <url>', 'address of Heartbeat; the settings are then not read')
    .action((options: HealthcheckOptions, command: Command) => {
      if (options.url !== undefined && !isAddress(options.url))
        command.error('error: --url is not an address such as https://heartbeat.example.com/prefix');
      return healthcheck(options);
    });
}

async function healthcheck({ config, url }: HealthcheckOptions): Promise<void> {
  const address = url ?? (await ownAddress(config));
  if (address === undefined) return;
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const { status, body } = await fetch(`${address.replace(/\/+$/, '')}/health/ready`, { signal, redirect: 'manual' });
    await body?.cancel();
    process.stdout.write(status === 200 ? 'ready\n' : `not ready: ${status}\n`);
    process.exitCode = status === 200 ? EXIT.ok : EXIT.problemsFound;
  } catch (error) {
    const { code, name } = ((error as Error).cause ?? error) as { code?: string; name: string };
    process.stderr.write(`could not ask ${shownAddress(address)}: ${whyNoAnswer(code ?? name)}\n`);
    process.exitCode = EXIT.couldNotAsk;
  }
}

/** Where the service of these settings listens, asked from the same machine; undefined where they are wrong. */
async function ownAddress(file: string | undefined): Promise<string | undefined> {
  const { settingsOrExit } = await import('./settings-or-exit.js');
  const loaded = settingsOrExit(file);
  if (!loaded) return undefined;
  const { host, port } = loaded.settings.http;
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${everywhere ? 'localhost' : name}:${port}`;
}
