import { open, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { Clock } from '../../platform/clock/clock.js';
import { makeFolderDurably } from '../../platform/storage/durable-file.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { GroupTable } from '../dialects/group-table.js';
import type { Dialect, Labels } from '../dialects/dialect.js';
import type { CounterPage } from '../ledger/counter-page.js';

/** What happened to an instance, as the ledger is told. */
export type PageEvent =
  | { readonly form: 'page'; readonly page: CounterPage }
  | { readonly form: 'silent' | 'gone' | 'forget'; readonly instance: string; readonly atMs: number };

/** A file beyond this is not written on, nor read: with so many series a restart is blind for a window. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Series of a page in one line. */
const AT_A_LINE = 8_192;
const FILES = ['a', 'b'] as const;
/** Stands behind what was restored: then the file before is not needed. */
const RESTORED = JSON.stringify({ restored: true });

type Line =
  | { readonly began: number }
  | { readonly group: number; readonly metric: string; readonly labels: Labels }
  | { readonly series: number; readonly name: string; readonly of: number; readonly counted: number }
  | { readonly page: Omit<CounterPage, 'series' | 'groups' | 'counted' | 'values'>; readonly lines: number }
  | { readonly n: readonly number[]; readonly v: readonly number[] }
  | { readonly form: 'silent' | 'gone' | 'forget'; readonly instance: string; readonly atMs: number };

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
}

/**
 * The pages of the last window on disk: a restarted source reads them into its ledger, and knows what it knew. Two files
 * in turn, each of them for a window; what a crash tears off at the end is left out. Where they cannot be written, the
 * log says so once, and a restart begins with nothing.
 */
export class PageLog {
  readonly #series = new Map<string, number>();
  readonly #groups = new Set<number>();
  #lines: string[] = [];
  #file: FileHandle | undefined;
  #next = 0;
  #beganMs = -Infinity;
  #bytes = 0;
  #failed = false;

  constructor(private readonly options: PageLogOptions) {}

  /** Gives what was logged within the time that is kept, not what is of later than now, and logs it again in the next file. */
  async restore(take: (event: PageEvent) => Promise<void>): Promise<void> {
    const { wallMs } = this.options.clock.now();
    const files = await Promise.all(FILES.map((name) => this.#read(name)));
    const newest = beganOf(files[0]!) > beganOf(files[1]!) ? 0 : 1;
    this.#next = newest + 1;
    const isWhole = files[newest]!.includes(RESTORED);
    for (const lines of isWhole ? [files[newest]!] : [files[1 - newest]!, files[newest]!]) {
      const reader = new LogReader(this.options);
      for (const [index, line] of lines.entries()) {
        if (index % AT_A_LINE === AT_A_LINE - 1) await yieldToEventLoop();
        const event = reader.read(line);
        if (!event || atOf(event) < wallMs - this.options.keptMs || atOf(event) > wallMs) continue;
        await take(event);
        this.note(event);
      }
    }
    if (this.#lines.length > 0) this.#lines.push(`${RESTORED}\n`);
    await this.flush();
  }

  /** Notes an event, to be written with the next flush. */
  note(event: PageEvent): void {
    if (this.#failed) return;
    if (Math.abs(this.options.clock.now().wallMs - this.#beganMs) > this.options.keptMs) this.#turn();
    if (event.form === 'page') this.#notePage(event.page);
    else this.#write(event);
  }

  /** Writes what was noted. Never rejects. */
  async flush(): Promise<void> {
    if (this.#failed || this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    try {
      this.#file ??= await this.#open();
      await this.#file.write(text);
      this.#bytes += Buffer.byteLength(text);
      if (this.#bytes > MAX_BYTES) await this.#giveUp({ tooManyBytes: this.#bytes });
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

  #notePage({ series, groups, counted, values, ...page }: CounterPage): void {
    const parts: string[] = [];
    for (let first = 0; first < page.count; first += AT_A_LINE) {
      const end = Math.min(page.count, first + AT_A_LINE);
      const n: number[] = [];
      for (let line = first; line < end; line++) n.push(this.#numberOf(series[line]!, groups[line]!, counted[line]!));
      parts.push(lineOf({ n, v: Array.prototype.slice.call(values, first, end) as number[] }));
    }
    this.#write({ page, lines: parts.length });
    this.#lines.push(...parts);
  }

  #numberOf(name: string, group: number, counted: number): number {
    const known = this.#series.get(name);
    if (known !== undefined) return known;
    if (!this.#groups.has(group)) {
      this.#groups.add(group);
      this.#write({
        group,
        metric: this.options.groups.counter(group).metric,
        labels: this.options.groups.labels(group),
      });
    }
    const number = this.#series.size;
    this.#series.set(name, number);
    this.#write({ series: number, name, of: group, counted });
    return number;
  }

  /** Begins the other file; the one before stays until it is that one's turn again. */
  #turn(): void {
    const before = this.#file;
    this.#file = undefined;
    void before?.close().catch(() => 'it is closed with the process');
    this.#beganMs = this.options.clock.now().wallMs;
    this.#series.clear();
    this.#groups.clear();
    this.#bytes = 0;
    this.#lines = [lineOf({ began: this.#beganMs })];
  }

  async #open(): Promise<FileHandle> {
    await makeFolderDurably(this.options.folder);
    const name = FILES[this.#next++ % FILES.length]!;
    await rm(this.#path(name), { force: true });
    return open(this.#path(name), 'wx', 0o600);
  }

  /** The lines of a file; none where it is not there, or too large to have been written by this. */
  async #read(name: (typeof FILES)[number]): Promise<readonly string[]> {
    try {
      const { size } = await stat(this.#path(name));
      return size > 2 * MAX_BYTES ? [] : (await readFile(this.#path(name), 'utf8')).split('\n');
    } catch {
      return [];
    }
  }

  #path(name: string): string {
    return join(this.options.folder, `pages-${this.options.source}-${name}.log`);
  }

  #write(line: Line): void {
    this.#lines.push(lineOf(line));
  }
}

function atOf(event: PageEvent): number {
  return event.form === 'page' ? event.page.atMs : event.atMs;
}

function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

function beganOf([first = '']: readonly string[]): number {
  const line = parsed(first);
  return line && 'began' in line && typeof line.began === 'number' ? line.began : -Infinity;
}

function parsed(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the lines of one file back into events. */
class LogReader {
  readonly #groups = new Map<number, number | undefined>();
  readonly #series = new Map<number, { name: string; group: number | undefined; counted: number }>();
  #page: Extract<Line, { page: unknown }> | undefined;
  #parts: Extract<Line, { n: unknown }>[] = [];

  constructor(private readonly options: Pick<PageLogOptions, 'dialect' | 'groups'>) {}

  /** The event that a line completes. */
  read(text: string): PageEvent | undefined {
    const line = parsed(text);
    if (!line) return undefined;
    if ('form' in line) return line;
    if ('labels' in line) this.#groups.set(line.group, this.#groupOf(line.metric, line.labels));
    if ('name' in line)
      this.#series.set(line.series, { name: line.name, group: this.#groups.get(line.of), counted: line.counted });
    if ('page' in line) [this.#page, this.#parts] = [line, []];
    if ('n' in line) this.#parts.push(line);
    return this.#page && this.#parts.length === this.#page.lines ? this.#complete(this.#page) : undefined;
  }

  #groupOf(metric: string, labels: Labels): number | undefined {
    const counter = this.options.dialect.counters.find((each) => each.metric === metric);
    return counter && this.options.groups.number(counter, labels);
  }

  #complete({ page }: Extract<Line, { page: unknown }>): PageEvent {
    const columns = { series: [] as string[], groups: [] as number[], counted: [] as number[], values: [] as number[] };
    for (const { n, v } of this.#parts) {
      for (const [index, number] of n.entries()) {
        const known = this.#series.get(number);
        if (known?.group === undefined) continue;
        columns.series.push(known.name);
        columns.groups.push(known.group);
        columns.counted.push(known.counted);
        columns.values.push(v[index]!);
      }
    }
    this.#page = undefined;
    return { form: 'page', page: { ...page, count: columns.series.length, ...columns } };
  }
}
