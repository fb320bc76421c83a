import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseBasePathSelector, SELECTOR_SHAPE } from '../catalogue/base-path-selector.js';
import { STATUSES } from '../evaluation/heartbeat.js';
import type { GetOptions } from './asking.js';
import { commandOf } from './command-form.js';
import { EXIT } from './exit-codes.js';
import { isAddress } from './heartbeat-request.js';

/** `heartbeat get`: asks a running Heartbeat; the exit code tells the status to scripts. */
export function getCommand(): Command {
  return commandOf({
    name: 'get',
    about: 'ask a running Heartbeat for the status of base paths',
    exits: [
      [EXIT.ok, 'all are UP'],
      [EXIT.problemsFound, 'one is DOWN'],
      [EXIT.badSettings, 'one is UNKNOWN or not known, and none is DOWN'],
      [EXIT.couldNotAsk, 'could not ask'],
      [EXIT.nothingSelected, 'nothing has the status that was asked for, or nothing is watched'],
    ],
    examples: [
      ['', 'every base path'],
      ['/eni/echo/v1 && deploy', 'goes on only when it is UP'],
      ['/eni/* --status DOWN --status UNKNOWN', 'what is not well below /eni'],
      ['/eni/echo/v1 --why', 'the reason and the numbers that decided'],
      ['--watch --url https://heartbeat.example.com', 'every change until Ctrl-C'],
    ],
  })
    .argument('[basepath...]', 'base paths; a trailing /* takes the subtree; all where none is given')
    .addOption(new Option('--status <status>', 'only this one; repeatable').choices(STATUSES).argParser(oneMoreStatus))
    .option('--watch', 'go on, and print changes until Ctrl-C')
    .option('--why', 'print also the reason, the numbers that decided, and what each source knows')
    .option('--json', 'print the answer as it came')
    .addOption(
      new Option('--url <url>', 'address of Heartbeat, prefix included')
        .env('HEARTBEAT_URL')
        .default('http://localhost:8080'),
    )
    .action(async (basePaths: string[], options: GetOptions, command: Command) => {
      if (!isAddress(options.url))
        command.error('error: --url (or HEARTBEAT_URL) is not an address such as https://heartbeat.example.com/prefix');
      for (const each of basePaths) requireBasePath(each, command);
      const { Asking } = await import('./asking.js');
      await new Asking(basePaths, options).run();
    });
}

function oneMoreStatus(status: string, before: string[] = []): string[] {
  if (!(STATUSES as readonly string[]).includes(status))
    throw new InvalidArgumentError(`Allowed choices are ${STATUSES.join(', ')}.`);
  return [...before, status];
}

function requireBasePath(text: string, command: Command): void {
  if (parseBasePathSelector(text)) return;
  const meant = parseBasePathSelector(`/${text}`) ? ` (did you mean /${text}?)` : '';
  command.error(`error: ${text} is not a base path${meant}; allowed: ${SELECTOR_SHAPE}`);
}
