import { Command, Option } from 'commander';
import { SystemClock } from '../platform/clock/system-clock.js';
import { EXIT } from './exit-codes.js';
import { HeartbeatClient, type ShownHeartbeat } from './heartbeat-client.js';

interface GetOptions {
  readonly status?: string[];
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly url: string;
}

const RETRY_MS = 5_000;
const COLOURS: Readonly<Record<string, string>> = { UP: '\u001b[32m', DOWN: '\u001b[31m', UNKNOWN: '\u001b[33m' };

/** `heartbeat get`: asks a running Heartbeat; the exit code tells the status to scripts. */
export function getCommand(): Command {
  return new Command('get')
    .description('ask a running Heartbeat for the status of base paths')
    .argument('[basepath...]', 'base paths; a trailing /* takes the subtree; all where none is given')
    .addOption(new Option('--status <status...>', 'only these').choices(['UP', 'DOWN', 'UNKNOWN']))
    .option('--watch', 'go on, and print changes until Ctrl-C')
    .option('--json', 'print the answer as it came')
    .addOption(
      new Option('--url <url>', 'address of Heartbeat, prefix included')
        .env('HEARTBEAT_URL')
        .default('http://localhost:8080'),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 all UP, 1 one is DOWN, 2 one is UNKNOWN or nothing was found, 3 could not ask.',
    )
    .exitOverride()
    .action((basePaths: string[], options: GetOptions) => get(basePaths, options));
}

async function get(basePaths: string[], options: GetOptions): Promise<void> {
  const client = new HeartbeatClient(options.url, { basePaths, statuses: options.status ?? [] });
  const stop = new AbortController();
  if (options.watch) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const seen = new Map<string, string>();
  do {
    const waitMs = await askAndPrint(client, options, seen);
    if (options.watch) await new SystemClock().sleep(waitMs, stop.signal);
  } while (options.watch && !stop.signal.aborted);
}

/** Gives how long to wait before asking again. */
async function askAndPrint(client: HeartbeatClient, options: GetOptions, seen: Map<string, string>): Promise<number> {
  const answer = await client.ask();
  process.exitCode = answer.ok ? exitCodeOf(client.latest) : EXIT.couldNotAsk;
  if (answer.ok && answer.heartbeats) print(answer.heartbeats, answer.text, options, seen);
  if (answer.ok) return answer.waitMs;
  process.stderr.write(`could not ask ${options.url}: ${answer.detail}\n`);
  return RETRY_MS;
}

function exitCodeOf(heartbeats: readonly ShownHeartbeat[]): number {
  if (heartbeats.some((each) => each.status === 'DOWN')) return EXIT.problemsFound;
  return heartbeats.length > 0 && heartbeats.every((each) => each.status === 'UP') ? EXIT.ok : EXIT.badSettings;
}

function print(
  heartbeats: readonly ShownHeartbeat[],
  text: string,
  options: GetOptions,
  seen: Map<string, string>,
): void {
  const changed = heartbeats.filter((each) => seen.get(each.basepath) !== each.status);
  for (const each of heartbeats) seen.set(each.basepath, each.status);
  if (options.json) {
    process.stdout.write(options.watch ? changed.map((each) => `${JSON.stringify(each)}\n`).join('') : `${text}\n`);
    return;
  }
  const width = Math.max(0, ...heartbeats.map((each) => each.basepath.length));
  for (const { basepath, status } of options.watch ? changed : heartbeats) {
    process.stdout.write(`${basepath.padEnd(width)}  ${coloured(status)}\n`);
  }
}

function coloured(status: string): string {
  const plain = !process.stdout.isTTY || process.env['NO_COLOR'] !== undefined;
  return plain ? status : `${COLOURS[status] ?? ''}${status}\u001b[0m`;
}
