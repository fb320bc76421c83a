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
    [EXIT.badSettings, 'the file is wrong or cannot be read'],
    [EXIT.couldNotAsk, 'nothing could be asked, or not every endpoint and none is below'],
  ],
  examples: [
    ['endpoints.yaml', 'every 5 seconds until Ctrl-C'],
    ['endpoints.yaml --once', 'one round, for scripts'],
    ['endpoints.yaml --duration 10m --threshold 99.5%', 'for ten minutes, strictly'],
    ['- --json < endpoints.yaml', 'a list from standard input, for programs'],
  ],
};

/** `heartbeat watch FILE`: probes a list of endpoints again and again, and shows how often each of them answered. */
export function watchCommand(): Command {
  return withOptions(commandOf(FORM)).action(async (file: string, options: WatchOptions) => {
    const { watchEndpoints } = await import('./watch-endpoints.js');
    await watchEndpoints(file, options);
  });
}
