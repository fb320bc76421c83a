import type { Dialect, Labels } from '../dialects/dialect.js';
import type { GroupTable } from '../dialects/group-table.js';
import type { CounterPage } from '../ledger/counter-page.js';

/** What happened to an instance, as the ledger is told. */
export type PageEvent =
  | { readonly form: 'page'; readonly page: CounterPage }
  | { readonly form: 'silent' | 'gone' | 'forget'; readonly instance: string; readonly atMs: number };

/** Stands behind what was restored: then the file before is not needed. */
export const RESTORED = { restored: true } as const;

/** A line of the log. */
export type Line =
  | typeof RESTORED
  | { readonly began: number }
  | { readonly group: number; readonly metric: string; readonly labels: Labels }
  | { readonly series: number; readonly name: string; readonly of: number; readonly counted: number }
  | { readonly page: Omit<CounterPage, 'series' | 'groups' | 'counted' | 'values'>; readonly lines: number }
  | { readonly n: readonly number[]; readonly v: readonly number[] }
  | { readonly form: 'silent' | 'gone' | 'forget'; readonly instance: string; readonly atMs: number };

/** A line as it is written. */
export function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

/** The line that a text is, if it is one. */
export function parsed(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the lines of one file back into events. */
export class LogReader {
  readonly #groups = new Map<number, number | undefined>();
  readonly #series = new Map<number, { name: string; group: number | undefined; counted: number }>();
  #page: Extract<Line, { page: unknown }> | undefined;
  #parts: Extract<Line, { n: unknown }>[] = [];

  constructor(private readonly options: { readonly dialect: Dialect; readonly groups: GroupTable }) {}

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
