import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { Clock } from '../../platform/clock/clock.js';
import { makeFolderDurably } from '../../platform/storage/durable-file.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { GroupTable } from '../dialects/group-table.js';
import type { Dialect } from '../dialects/dialect.js';
import type { CounterPage } from '../ledger/counter-page.js';
import { lineOf, LogReader, parsed, RESTORED, type Line, type PageEvent } from './page-log-lines.js';

/** Bytes of a file, unless the options say otherwise; one of twice that is not read. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Series of a page in one line. */
const AT_A_LINE = 8_192;
/** Characters written at once: a large page is never in memory as text. */
const AT_A_WRITE = 1024 * 1024;
const FILES = ['a', 'b'] as const;

type Noted = PageEvent | typeof RESTORED;

/** What a log is made of. */
export interface PageLogOptions {
  readonly folder: string;
  readonly source: string;
  readonly dialect: Dialect;
  readonly groups: GroupTable;
  readonly clock: Clock;
  readonly log: Log;
  /** How far back a restart needs to know, ms. */
  readonly keptMs: number;
  /** A file beyond this is not written on: with so many series a restart is blind for a window. */
  readonly mostBytes?: number;
}

/**
 * The pages of the last window on disk: a restarted source reads them into its ledger, and knows what it knew. Two files
 * in turn, each of them for a window; what a crash tears off at the end is left out. Where they cannot be written, the
 * log says so once, and a restart begins with nothing.
 */
export class PageLog {
  readonly #series = new Map<string, number>();
  readonly #groups = new Set<number>();
  #noted: Noted[] = [];
  #file: FileHandle | undefined;
  #next = 0;
  #beganMs = -Infinity;
  #bytes = 0;
  #failed = false;
  #isRestoring = false;
  /** Where what is restored is written, and the file that it replaces once it is whole. */
  #part: { readonly path: string; readonly instead: string } | undefined;

  constructor(private readonly options: PageLogOptions) {}

  /** Gives what was logged within the time that is kept, not what is of later than now, and logs it again in the next file. */
  async restore(take: (event: PageEvent) => Promise<void>): Promise<void> {
    this.#isRestoring = true;
    const { wallMs } = this.options.clock.now();
    const files = await Promise.all(FILES.map((name) => this.#read(name)));
    const newest = beganOf(files[0]!) > beganOf(files[1]!) ? 0 : 1;
    this.#next = newest + 1;
    const isWhole = files[newest]!.includes(JSON.stringify(RESTORED));
    for (const lines of isWhole ? [files[newest]!] : [files[1 - newest]!, files[newest]!]) {
      const reader = new LogReader(this.options);
      for (const [index, line] of lines.entries()) {
        if (index % AT_A_LINE === AT_A_LINE - 1) await yieldToEventLoop();
        const event = reader.read(line);
        if (!event || atOf(event) < wallMs - this.options.keptMs || atOf(event) > wallMs) continue;
        await take(event);
        this.note(event);
        await this.flush();
      }
    }
    if (this.#bytes > 0) this.#noted.push(RESTORED);
    await this.flush();
    await this.#takeThePlace();
  }

  /** Notes an event, to be written with the next flush. */
  note(event: PageEvent): void {
    if (!this.#failed) this.#noted.push(event);
  }

  /** Writes what was noted. Never rejects. */
  async flush(): Promise<void> {
    const noted = this.#noted;
    this.#noted = [];
    if (this.#failed || noted.length === 0) return;
    try {
      let text = '';
      for (const line of this.#linesOf(noted)) {
        text += line;
        if (text.length < AT_A_WRITE) continue;
        await this.#write(text);
        text = '';
        if (this.#failed) return;
      }
      await this.#write(text);
    } catch (error) {
      await this.#giveUp({ error });
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => 'it is closed with the process');
  }

  async #giveUp(why: object): Promise<void> {
    this.#failed = true;
    for (const names of [this.#series, this.#groups]) names.clear();
    const fields = { source: this.options.source, ...why };
    this.options.log.warn('pages cannot be kept; after a restart the source is blind for a window', fields);
    await this.close();
  }

  async #write(text: string): Promise<void> {
    this.#file ??= await this.#open();
    await this.#file.appendFile(text);
    this.#bytes += Buffer.byteLength(text);
    const { mostBytes = MAX_BYTES } = this.options;
    if (this.#bytes > mostBytes) await this.#giveUp({ tooManyBytes: this.#bytes });
  }

  *#linesOf(noted: readonly Noted[]): Generator<string> {
    if (Math.abs(this.options.clock.now().wallMs - this.#beganMs) > this.options.keptMs) yield lineOf(this.#turn());
    for (const event of noted)
      if ('form' in event && event.form === 'page') yield* this.#linesOfPage(event.page);
      else yield lineOf(event);
  }

  *#linesOfPage({ series, groups, counted, values, ...page }: CounterPage): Generator<string> {
    const numbers = new Uint32Array(page.count);
    for (let line = 0; line < page.count; line++) {
      const known = this.#series.get(series[line]!);
      if (known === undefined) yield* this.#naming(series[line]!, groups[line]!, counted[line]!);
      numbers[line] = known ?? this.#series.size - 1;
    }
    yield lineOf({ page, lines: Math.ceil(page.count / AT_A_LINE) });
    for (let first = 0; first < page.count; first += AT_A_LINE) {
      const end = Math.min(page.count, first + AT_A_LINE);
      const v = Array.prototype.slice.call(values, first, end) as number[];
      yield lineOf({ n: [...numbers.subarray(first, end)], v });
    }
  }

  /** Gives a series the next number, and its group one before, where it has none. */
  *#naming(name: string, group: number, counted: number): Generator<string> {
    if (!this.#groups.has(group)) {
      this.#groups.add(group);
      const { metric } = this.options.groups.counter(group);
      yield lineOf({ group, metric, labels: this.options.groups.labels(group) });
    }
    const series = this.#series.size;
    this.#series.set(name, series);
    yield lineOf({ series, name, of: group, counted });
  }

  /** Begins the other file; the one before stays until it is that one's turn again. */
  #turn(): Line {
    const before = this.#file;
    this.#file = undefined;
    void before?.close().catch(() => 'it is closed with the process');
    this.#beganMs = this.options.clock.now().wallMs;
    this.#series.clear();
    this.#groups.clear();
    this.#bytes = 0;
    return { began: this.#beganMs };
  }

  async #open(): Promise<FileHandle> {
    await makeFolderDurably(this.options.folder);
    const path = this.#path(FILES[this.#next++ % FILES.length]!);
    this.#part = this.#isRestoring ? { path: `${path}.part`, instead: path } : undefined;
    const { path: written } = this.#part ?? { path };
    await rm(written, { force: true });
    return open(written, 'wx', 0o600);
  }

  /** Puts what was restored in the place of the older file: until then a process that ends has lost nothing of it. */
  async #takeThePlace(): Promise<void> {
    this.#isRestoring = false;
    if (!this.#part || this.#failed) return;
    try {
      await rename(this.#part.path, this.#part.instead);
    } catch (error) {
      await this.#giveUp({ error });
    }
  }

  /** The lines of a file; none where it is not there, or cannot have been written by this. */
  async #read(name: (typeof FILES)[number]): Promise<readonly string[]> {
    try {
      const file = await stat(this.#path(name));
      return !file.isFile() || file.size > 2 * MAX_BYTES ? [] : (await readFile(this.#path(name), 'utf8')).split('\n');
    } catch {
      return [];
    }
  }

  #path(name: string): string {
    return join(this.options.folder, `pages-${this.options.source}-${name}.log`);
  }
}

function atOf(event: PageEvent): number {
  return event.form === 'page' ? event.page.atMs : event.atMs;
}

function beganOf([first = '']: readonly string[]): number {
  const line = parsed(first);
  return line && 'began' in line && typeof line.began === 'number' ? line.began : -Infinity;
}
