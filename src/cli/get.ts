import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseBasePath } from '../catalogue/base-path.js';
import { STATUSES } from '../evaluation/heartbeat.js';
import { SystemClock } from '../platform/clock/system-clock.js';
import { printable } from '../platform/telemetry/printable.js';
import { paintFor, type Colour } from './colours.js';
import { commandOf } from './command-form.js';
import { EXIT } from './exit-codes.js';
import { HeartbeatClient, isAddress, shownAddress, type ShownHeartbeat } from './heartbeat-client.js';
import { jsonText } from './json-text.js';
import { stopSignal } from './stop-signal.js';

interface GetOptions {
  readonly status?: string[];
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly url: string;
}

const RETRY_MS = 5_000;
const COLOURS: Readonly<Record<string, Colour>> = { UP: 'green', DOWN: 'red', UNKNOWN: 'yellow' };

/** `heartbeat get`: asks a running Heartbeat; the exit code tells the status to scripts. */
export function getCommand(): Command {
  return commandOf({
    name: 'get',
    about: 'ask a running Heartbeat for the status of base paths',
    exits: [
      [EXIT.ok, 'all are UP'],
      [EXIT.problemsFound, 'one is DOWN'],
      [EXIT.badSettings, 'one is UNKNOWN or not known and none is DOWN, or nothing was found'],
      [EXIT.couldNotAsk, 'could not ask'],
    ],
    examples: [
      ['', 'every base path'],
      ['/eni/echo/v1 && deploy', 'goes on only when it is UP'],
      ['/eni/* --status DOWN --status UNKNOWN', 'what is not well below /eni'],
      ['--watch --url https://heartbeat.example.com', 'every change until Ctrl-C'],
    ],
  })
    .argument('[basepath...]', 'base paths; a trailing /* takes the subtree; all where none is given')
    .addOption(new Option('--status <status>', 'only this one; repeatable').choices(STATUSES).argParser(oneMoreStatus))
    .option('--watch', 'go on, and print changes until Ctrl-C')
    .option('--json', 'print the answer as it came')
    .addOption(
      new Option('--url <url>', 'address of Heartbeat, prefix included')
        .env('HEARTBEAT_URL')
        .default('http://localhost:8080'),
    )
    .action((basePaths: string[], options: GetOptions, command: Command) => {
      if (!isAddress(options.url))
        command.error('error: --url (or HEARTBEAT_URL) is not an address such as https://heartbeat.example.com/prefix');
      return new Asking(basePaths, options).run();
    });
}

function oneMoreStatus(status: string, before: string[] = []): string[] {
  if (!(STATUSES as readonly string[]).includes(status))
    throw new InvalidArgumentError(`Allowed choices are ${STATUSES.join(', ')}.`);
  return [...before, status];
}

/** Asks once, or again and again, and keeps the exit code at what was found out last. */
class Asking {
  readonly #client: HeartbeatClient;
  readonly #seen = new Map<string, string>();
  readonly #paint = paintFor(process.stdout, process.env);
  #toldMissing = '';

  constructor(
    private readonly basePaths: readonly string[],
    private readonly options: GetOptions,
  ) {
    this.#client = new HeartbeatClient(options.url, { basePaths, statuses: options.status ?? [] });
  }

  async run(): Promise<void> {
    process.exitCode = EXIT.couldNotAsk;
    const signal = this.options.watch ? stopSignal() : new AbortController().signal;
    do {
      const waitMs = await this.#ask(signal);
      if (this.options.watch) await new SystemClock().sleep(waitMs, signal);
    } while (this.options.watch && !signal.aborted);
  }

  /** Gives how long to wait before asking again. */
  async #ask(signal: AbortSignal): Promise<number> {
    const answer = await this.#client.ask(signal);
    if (signal.aborted) return 0;
    if (!answer.ok) {
      process.exitCode = EXIT.couldNotAsk;
      process.stderr.write(`could not ask ${shownAddress(this.options.url)}: ${printable(answer.detail)}\n`);
      return RETRY_MS;
    }
    // With a filter by status a base path may be known and yet not answered.
    const missing = this.options.status ? [] : unanswered(this.basePaths, this.#client.latest);
    process.exitCode = exitCodeOf(this.#client.latest, missing);
    this.#tellMissing(missing);
    if (answer.heartbeats) this.#print(answer.heartbeats, answer.text);
    return answer.waitMs;
  }

  #tellMissing(missing: readonly string[]): void {
    const told = missing.join(' ');
    if (told === this.#toldMissing) return;
    this.#toldMissing = told;
    for (const each of missing) process.stderr.write(`${printable(each)}: not known there, which counts as UNKNOWN\n`);
  }

  #print(heartbeats: readonly ShownHeartbeat[], text: string): void {
    const { json, watch } = this.options;
    const changed = heartbeats.filter((each) => this.#seen.get(each.basepath) !== each.status);
    for (const each of heartbeats) this.#seen.set(each.basepath, each.status);
    if (json) {
      process.stdout.write(watch ? changed.map((each) => `${jsonText(each)}\n`).join('') : `${text}\n`);
      return;
    }
    const rows = (watch ? changed : heartbeats).map(({ basepath, status }) => [printable(basepath), status] as const);
    const width = Math.max(0, ...heartbeats.map((each) => printable(each.basepath).length));
    process.stdout.write(rows.map(([path, status]) => `${path.padEnd(width)}  ${this.#coloured(status)}\n`).join(''));
  }

  #coloured(status: string): string {
    const colour = COLOURS[status];
    return colour === undefined ? printable(status) : this.#paint(status, colour);
  }
}

function exitCodeOf(heartbeats: readonly ShownHeartbeat[], missing: readonly string[]): number {
  if (heartbeats.some((each) => each.status === 'DOWN')) return EXIT.problemsFound;
  const allUp = heartbeats.length > 0 && heartbeats.every((each) => each.status === 'UP');
  return allUp && missing.length === 0 ? EXIT.ok : EXIT.badSettings;
}

/** The base paths and subtrees (`/eni/*`) that were asked for and that the answer does not contain. */
export function unanswered(asked: readonly string[], answered: readonly { readonly basepath: string }[]): string[] {
  const known = new Set(answered.map((each) => each.basepath));
  return asked.filter((text) => {
    if (!text.endsWith('/*')) return !known.has(parseBasePath(text) ?? text);
    const prefix = text.slice(0, -2);
    return !answered.some(({ basepath }) => basepath === prefix || basepath.startsWith(`${prefix}/`));
  });
}
