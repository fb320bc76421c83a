import type { BasePath } from '../catalogue/base-path.js';
import type { Board } from '../evaluation/board.js';
import { STATUSES, type Heartbeat } from '../evaluation/heartbeat.js';
import type { Clock } from '../platform/clock/clock.js';
import { yieldToEventLoop } from '../platform/clock/yield-to-event-loop.js';
import type { CountedOutcomes } from '../window/counted-requests.js';

/** Base paths in one chunk: some tens of kilobytes, made in well below a millisecond. */
const AT_A_STRETCH = 128;
/** For how long a chunk is handed to all who ask for it. */
const FRESH_MS = 1_000;

/** What the page is made from. */
export interface ExpositionParts {
  readonly board: Board;
  /** What traffic counted of a base path; undefined where it is not held. */
  readonly counted: (basePath: BasePath) => CountedOutcomes | undefined;
  readonly clock: Clock;
  /** Hears how large each complete page was. */
  readonly complete: (bytes: number) => void;
}

interface Chunk {
  readonly bytes: Buffer;
  readonly madeAtMs: number;
}

/** One metric: its head, and the lines of a heartbeat. */
interface Family {
  readonly head: string;
  readonly lines: (heartbeat: Heartbeat, label: string) => string;
}

/**
 * The page of `/metrics/heartbeats`, in chunks that are made when they are wanted: a slow reader holds no more than one of
 * them. Each is made at most once a second, however many read, and forgotten after the next round of evaluation.
 */
export class HeartbeatsExposition {
  readonly #families: readonly Family[];
  #list: readonly Heartbeat[] = [];
  readonly #chunks = new Map<string, Chunk>();

  constructor(private readonly parts: ExpositionParts) {
    this.#families = [STATUS, this.#requests()];
    parts.board.onRound(() => this.#forgetOld());
  }

  /** The page as it is now, chunk by chunk, with a turn of the event loop after each. */
  async *chunks(): AsyncGenerator<Buffer, void> {
    const list = this.parts.board.list();
    let total = 0;
    for (const family of this.#families) {
      for (let from = 0; from === 0 || from < list.length; from += AT_A_STRETCH) {
        const bytes = this.#chunk(list, family, from);
        total += bytes.length;
        if (bytes.length > 0) yield bytes;
        await yieldToEventLoop();
      }
    }
    this.parts.complete(total);
  }

  #chunk(list: readonly Heartbeat[], family: Family, from: number): Buffer {
    if (this.parts.board.list() !== list) return this.#rendered(list, family, from);
    if (this.#list !== list) this.#chunks.clear();
    this.#list = list;
    const key = `${this.#families.indexOf(family)} ${from}`;
    const { monotonicMs } = this.parts.clock.now();
    const known = this.#chunks.get(key);
    if (known && monotonicMs - known.madeAtMs < FRESH_MS) return known.bytes;
    const bytes = this.#rendered(list, family, from);
    this.#chunks.set(key, { bytes, madeAtMs: monotonicMs });
    return bytes;
  }

  /** The heartbeats are looked up again: those of a list that is not the board's any more are old. */
  #rendered(list: readonly Heartbeat[], family: Family, from: number): Buffer {
    let text = from === 0 ? family.head : '';
    for (let at = from; at < list.length && at < from + AT_A_STRETCH; at++) {
      const heartbeat = this.parts.board.get(list[at]!.basePath);
      if (heartbeat) text += family.lines(heartbeat, labelValue(heartbeat.basePath));
    }
    return Buffer.from(text);
  }

  #forgetOld(): void {
    const { monotonicMs } = this.parts.clock.now();
    for (const [key, { madeAtMs }] of this.#chunks) {
      if (monotonicMs - madeAtMs >= FRESH_MS) this.#chunks.delete(key);
    }
  }

  #requests(): Family {
    const name = 'heartbeat_requests_total';
    return {
      head: headOf(name, 'counter', 'Requests of traffic that certainly took place since this process began.'),
      lines: ({ basePath }, label) => {
        const counted = this.parts.counted(basePath);
        if (!counted) return '';
        const series = `${name}{basepath="${label}",outcome=`;
        return `${series}"success"} ${counted.successes}\n${series}"failure"} ${counted.failures}\n`;
      },
    };
  }
}

const STATUS: Family = {
  head: headOf('heartbeat_status', 'gauge', 'Whether a base path has this status: 1 or 0.'),
  lines: ({ status }, label) =>
    STATUSES.map((each) => {
      return `heartbeat_status{basepath="${label}",status="${each}"} ${each === status ? 1 : 0}\n`;
    }).join(''),
};

function headOf(name: string, type: 'gauge' | 'counter', help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** By the text format: a backslash, a quote and a line end are escaped. */
function labelValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
