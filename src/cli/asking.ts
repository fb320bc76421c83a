import { parseBasePath } from '../catalogue/base-path.js';
import { isoTime } from '../platform/clock/iso-time.js';
import { SystemClock } from '../platform/clock/system-clock.js';
import { printable } from '../platform/telemetry/printable.js';
import { paintFor, type Colour } from './colours.js';
import { DetailsClient, type ShownDetails } from './details-client.js';
import { EXIT } from './exit-codes.js';
import { HeartbeatClient, type ShownHeartbeat } from './heartbeat-client.js';
import { shownAddress } from './heartbeat-request.js';
import { jsonText } from './json-text.js';
import { endWithReader } from './output-reader.js';
import { stopSignal } from './stop-signal.js';
import { whyLines } from './why-lines.js';

/** The options of `heartbeat get`. */
export interface GetOptions {
  readonly status?: readonly string[];
  readonly watch?: boolean;
  readonly why?: boolean;
  readonly json?: boolean;
  readonly url: string;
}

const RETRY_MS = 5_000;
const COLOURS: Readonly<Record<string, Colour>> = { UP: 'green', DOWN: 'red', UNKNOWN: 'yellow' };
/** Stands where a base path is no longer in the selection, in the place of a status. */
const GONE = '-';

/** Asks once, or again and again, and keeps the exit code at what was found out last. */
export class Asking {
  readonly #client: HeartbeatClient;
  readonly #details: DetailsClient;
  readonly #clock = new SystemClock();
  readonly #seen = new Map<string, string>();
  readonly #paint = paintFor(process.stdout, process.env);
  #told = '';

  constructor(
    private readonly basePaths: readonly string[],
    private readonly options: GetOptions,
  ) {
    this.#client = new HeartbeatClient(options.url, { basePaths, statuses: options.status ?? [] });
    this.#details = new DetailsClient(options.url);
  }

  async run(): Promise<void> {
    process.exitCode = EXIT.couldNotAsk;
    if (!this.options.watch) {
      await this.#ask(new AbortController().signal);
      return;
    }
    const signal = stopSignal();
    endWithReader();
    while (!signal.aborted) await this.#clock.sleep(await this.#ask(signal), signal);
  }

  /** Gives how long to wait before asking again. */
  async #ask(signal: AbortSignal): Promise<number> {
    const answer = await this.#client.ask(signal);
    if (signal.aborted) return 0;
    if (!answer.ok) {
      process.exitCode = EXIT.couldNotAsk;
      this.#complain(answer.detail);
      return RETRY_MS;
    }
    // With a filter by status a base path may be known and yet not answered.
    const missing = this.options.status ? [] : unanswered(this.basePaths, this.#client.latest);
    process.exitCode = exitCodeOf(this.#client.latest, missing);
    this.#tell(process.exitCode === EXIT.nothingSelected ? [this.#whyNothing()] : missing.map(notKnown));
    if (answer.heartbeats) await this.#print(answer.heartbeats, answer.text, signal);
    return answer.waitMs;
  }

  #complain(detail: string): void {
    process.stderr.write(`could not ask ${shownAddress(this.options.url)}: ${printable(detail)}\n`);
  }

  /** Once, until it is something else. */
  #tell(lines: readonly string[]): void {
    const text = lines.map((line) => `${printable(line)}\n`).join('');
    if (text !== this.#told) process.stderr.write(text);
    this.#told = text;
  }

  #whyNothing(): string {
    const { status } = this.options;
    if (status) return `nothing is ${status.join(' or ')}${this.basePaths.length > 0 ? ' of what was asked for' : ''}`;
    return 'no base path is watched there: list some under apis.basePaths, or declare them by a Rover';
  }

  async #print(heartbeats: readonly ShownHeartbeat[], text: string, signal: AbortSignal): Promise<void> {
    const { json, watch, why } = this.options;
    const rows = watch ? this.#changes(heartbeats) : heartbeats;
    const listed = rows.filter(({ status }) => status !== GONE).map(({ basepath }) => basepath);
    const { details, problem } = why ? await this.#details.ask(listed, signal) : { details: new Map() };
    if (signal.aborted) return;
    if (problem !== undefined) this.#complain(problem);
    if (!json) this.#printLines(rows, details);
    else if (watch) process.stdout.write(rows.map((each) => this.#jsonLine(each, details)).join(''));
    else process.stdout.write(why ? `${jsonText([...details.values()], 2)}\n` : `${text}\n`);
  }

  /** What differs from the answer before; what is not in it any more has the status `-`. */
  #changes(heartbeats: readonly ShownHeartbeat[]): ShownHeartbeat[] {
    const listed = new Set(heartbeats.map(({ basepath }) => basepath));
    const gone = [...this.#seen.keys()].filter((basepath) => !listed.has(basepath));
    const changed = heartbeats.filter((each) => this.#seen.get(each.basepath) !== each.status);
    for (const each of heartbeats) this.#seen.set(each.basepath, each.status);
    for (const basepath of gone) this.#seen.delete(basepath);
    return [...changed, ...gone.map((basepath) => ({ basepath, status: GONE }))];
  }

  #printLines(rows: readonly ShownHeartbeat[], details: ReadonlyMap<string, ShownDetails>): void {
    const width = Math.max(0, ...this.#client.latest.concat(rows).map((each) => printable(each.basepath).length));
    const at = this.options.watch ? `${isoTime(this.#clock.now().wallMs)}  ` : '';
    const lines = rows.flatMap(({ basepath, status }) => {
      const known = details.get(basepath);
      const shown = `${at}${printable(basepath).padEnd(width)}  ${this.#coloured(status)}`;
      return [shown, ...(known ? whyLines(known).map((line) => `    ${line}`) : [])];
    });
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  #jsonLine({ basepath, status }: ShownHeartbeat, details: ReadonlyMap<string, ShownDetails>): string {
    const at = isoTime(this.#clock.now().wallMs);
    const facts = details.get(basepath) ?? { basepath, status: status === GONE ? null : status };
    return `${jsonText({ at, ...facts })}\n`;
  }

  #coloured(status: string): string {
    const colour = COLOURS[status];
    return colour === undefined ? printable(status) : this.#paint(status, colour);
  }
}

function notKnown(basePath: string): string {
  return `${basePath}: not known there, which counts as UNKNOWN`;
}

function exitCodeOf(heartbeats: readonly ShownHeartbeat[], missing: readonly string[]): number {
  if (heartbeats.some((each) => each.status === 'DOWN')) return EXIT.problemsFound;
  if (heartbeats.length === 0 && missing.length === 0) return EXIT.nothingSelected;
  const allUp = heartbeats.every((each) => each.status === 'UP');
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
