import type { WriteStream } from 'node:tty';
import type { Clock } from '../../platform/clock/clock.js';
import type { Paint } from '../colours.js';
import { summaryLines } from './summary.js';
import { tableFrame } from './table-frame.js';
import type { WatchDisplay, WatchState } from './watch-display.js';

/** The screen beside the usual one, no cursor, and no wrapping: a frame that is judged too narrow must not tear. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const [HOME, CLEAR_LINE, CLEAR_BELOW] = ['\u001b[H', '\u001b[K', '\u001b[J'];
/** Often enough for people. */
const REDRAW_MS = 250;
/** What a terminal that does not tell its size is taken for. */
const USUAL = { columns: 80, rows: 24 };

/** Shows the table on a screen of its own and redraws it in place; the summary comes on the usual screen. */
export class LiveTable implements WatchDisplay {
  readonly #over = new AbortController();
  #stale = true;
  readonly #resized = (): void => this.#draw();
  readonly #closed = (): void => this.close();
  readonly #suspended = (): void => {
    this.stream.write(LEAVE);
    process.kill(process.pid, 'SIGSTOP');
  };
  readonly #resumed = (): void => {
    this.stream.write(ENTER);
    this.#draw();
  };

  constructor(
    private readonly stream: WriteStream,
    private readonly paint: Paint,
    private readonly state: () => WatchState,
  ) {}

  /** Takes over the terminal until `close`. */
  open(clock: Clock): this {
    this.stream.write(ENTER);
    this.stream.on('resize', this.#resized);
    process.on('exit', this.#closed);
    process.on('SIGTSTP', this.#suspended);
    process.on('SIGCONT', this.#resumed);
    void this.#redraw(clock);
    return this;
  }

  probed(): void {
    this.#stale = true;
  }

  skipped(): void {
    this.#stale = true;
  }

  roundEnded(): void {
    this.#stale = true;
  }

  end(): void {
    this.close();
    this.stream.write(`${summaryLines(this.state(), this.paint).join('\n')}\n`);
  }

  close(): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.stream.off('resize', this.#resized);
    process.off('exit', this.#closed);
    process.off('SIGTSTP', this.#suspended);
    process.off('SIGCONT', this.#resumed);
    this.stream.write(LEAVE);
  }

  async #redraw(clock: Clock): Promise<void> {
    while (!this.#over.signal.aborted) {
      if (this.#stale) this.#draw();
      await clock.sleep(REDRAW_MS, this.#over.signal);
    }
  }

  #draw(): void {
    this.#stale = false;
    const { columns, rows } = this.stream;
    // In the last column some terminals clear what stands there with the rest of the line.
    const size = { columns: (columns || USUAL.columns) - 1, rows: rows || USUAL.rows };
    const lines = tableFrame(this.state(), size, this.paint);
    this.stream.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW);
  }
}
