import type { Command } from 'commander';
import { commandOf, type CommandForm } from '../command-form.js';
import { EXIT } from '../exit-codes.js';
import { withOptions, type WatchOptions } from './watch-options.js';

const FORM: CommandForm = {
  name: 'watch',
  about: 'probe a list of endpoints again and again, and show how often each of them answered',
  exits: [
    [EXIT.ok, 'all endpoints are at or above the threshold'],
    [EXIT.problemsFound, 'one is below the threshold'],
    [EXIT.badSettings, 'the file cannot be read, or none of its entries is right'],
    [EXIT.couldNotAsk, 'nothing could be asked, or not every entry and none is below'],
  ],
  examples: [
    ['endpoints.yaml', 'every 5 seconds until Ctrl-C'],
    ['endpoints.yaml --once', 'one round, for scripts'],
    ['endpoints.yaml --every 15s --expect-status 2xx --max-latency 500ms', 'a success is 2xx within half a second'],
    ['endpoints.yaml --duration 10m --threshold 99.5%', 'for ten minutes, strictly'],
    ['- --json < endpoints.yaml', 'a list from standard input, for programs'],
  ],
};

/** `heartbeat watch FILE`: probes a list of endpoints again and again, and shows how often each of them answered. */
export function watchCommand(): Command {
  return withOptions(commandOf(FORM)).action(async (file: string, options: WatchOptions, command: Command) => {
    const { watchEndpoints } = await import('./watch-endpoints.js');
    const { SettingsError } = await import('../../platform/settings/settings-error.js');
    try {
      await watchEndpoints(file, options);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      command.error(`error: --expect-status: allowed is ${error.problems[0]!.allowed}; several with commas between`);
    }
  });
}
