import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { InstanceIdentity } from './instance-identity.js';
import type { SampleColumns } from './sample-columns.js';
import type { BookedSeries, SeriesBook } from './series-book.js';

/** Series worked on before the event loop gets its turn. */
const AT_A_TURN = 8_192;

/** Samples of one series that are of the same scrape. */
export interface ScrapedLines {
  readonly atMs: number;
  readonly series: string[];
  readonly groups: number[];
  readonly counted: number[];
  readonly values: number[];
}

/** What one copy of the monitoring system has of one instance. */
export interface CopySamples {
  /** By time: the lines of each scrape. */
  readonly scrapes: Map<number, ScrapedLines>;
  /** When it says that its process began: Unix ms. */
  readonly starts: SaidStart[];
  /** Sums of its loss counters by time. */
  readonly losses: Map<number, number>;
  /** The newest sample of the counter, also where its time was left out. */
  newestMs: number;
}

/** A value at a time. */
export interface TimedValue {
  readonly atMs: number;
  readonly value: number;
}

/** A start that was said at a time; of several facts, the one with the lowest rank counts. */
export interface SaidStart extends TimedValue {
  readonly rank: number;
}

/** Whether a target was up, as one copy of the monitoring system saw it. */
export interface SeenUp extends TimedValue {
  readonly copy: string;
}

/** Everything that an answer has of one instance. */
export interface InstanceSamples {
  readonly identity: InstanceIdentity;
  readonly copies: Map<string, CopySamples>;
  /** Its `up`, that of each copy oldest first. */
  readonly ups: SeenUp[];
  /** Samples of the counter, also of those times that were left out. */
  lines: number;
  /** Groups that had an invalid number. */
  readonly spoiled: Set<number>;
  /** Any sample at all, also of `up`: the newest time, wall ms. */
  newestMs: number;
}

/** What takes part. */
type ToSort = Exclude<BookedSeries, { form: 'other' | 'times' }>;

/** Which samples of an instance are wanted: later than the one, and no later than the other, Unix ms. */
export interface WantedTimes {
  sinceMsOf(instance: string): number;
  readonly untilMsOf?: ((instance: string) => number) | undefined;
}

/** Sorts the samples of answers by instance, copy and time. Those of the counter that are not wanted are left out. */
export class SampleSorting {
  readonly instances = new Map<string, InstanceSamples>();
  /** Series of the counters in the answers. */
  series = 0;

  constructor(
    private readonly book: SeriesBook,
    private readonly wanted: WantedTimes,
  ) {}

  /** Sorts one answer in turns with the event loop. */
  async add({ numbers, ends, timesMs, values }: SampleColumns): Promise<void> {
    for (let index = 0; index < numbers.length; index++) {
      if (index % AT_A_TURN === AT_A_TURN - 1) await yieldToEventLoop();
      const booked = this.book.of(numbers[index]!);
      if (booked.form === 'other' || booked.form === 'times') continue;
      const first = index === 0 ? 0 : ends[index - 1]!;
      const of = this.#of(booked.instance);
      for (let at = first; at < ends[index]!; at++) this.#addSample(of, booked, timesMs[at]!, values[at]!);
      if (booked.form === 'counter') this.series++;
    }
  }

  /** Groups that had an invalid number. */
  *spoiled(): Generator<number> {
    for (const { spoiled } of this.instances.values()) yield* spoiled;
  }

  #addSample(of: InstanceSamples, booked: ToSort, atMs: number, value: number): void {
    of.newestMs = Math.max(of.newestMs, atMs);
    if (booked.form === 'counter') this.#addLine(of, booked, atMs, value);
    else if (!Number.isFinite(value)) return;
    else if (booked.form === 'up') of.ups.push({ atMs, value, copy: booked.instance.copy });
    else addFact(copyOf(of, booked.instance.copy), booked, { atMs, value });
  }

  #addLine(of: InstanceSamples, booked: Extract<BookedSeries, { form: 'counter' }>, atMs: number, value: number): void {
    of.lines++;
    const copy = copyOf(of, booked.instance.copy);
    copy.newestMs = Math.max(copy.newestMs, atMs);
    const { name } = of.identity;
    if (atMs <= this.wanted.sinceMsOf(name) || atMs > (this.wanted.untilMsOf?.(name) ?? Infinity)) return;
    // NaN ends a series: VictoriaMetrics shows its stale markers so.
    if (Number.isNaN(value)) return;
    if (value < 0 || value > Number.MAX_SAFE_INTEGER) {
      of.spoiled.add(booked.group);
      return;
    }
    const lines = linesAt(copy, atMs);
    lines.series.push(booked.series);
    lines.groups.push(booked.group);
    lines.counted.push(booked.counted);
    lines.values.push(value);
  }

  #of(identity: InstanceIdentity): InstanceSamples {
    let of = this.instances.get(identity.name);
    if (!of) {
      const lists = { copies: new Map(), ups: [], spoiled: new Set<number>() };
      this.instances.set(identity.name, (of = { identity, ...lists, lines: 0, newestMs: -Infinity }));
    }
    return of;
  }
}

function copyOf({ copies }: InstanceSamples, copy: string): CopySamples {
  let samples = copies.get(copy);
  if (!samples)
    copies.set(copy, (samples = { scrapes: new Map(), starts: [], losses: new Map(), newestMs: -Infinity }));
  return samples;
}

function addFact(
  { starts, losses }: CopySamples,
  fact: Extract<BookedSeries, { form: 'loss' | 'start' }>,
  { atMs, value }: TimedValue,
): void {
  if (fact.form === 'loss') losses.set(atMs, (losses.get(atMs) ?? 0) + value);
  else starts.push({ atMs, value: fact.isAge ? atMs - value * 1_000 : value * 1_000, rank: fact.rank });
}

function linesAt(copy: CopySamples, atMs: number): ScrapedLines {
  let lines = copy.scrapes.get(atMs);
  if (!lines) copy.scrapes.set(atMs, (lines = { atMs, series: [], groups: [], counted: [], values: [] }));
  return lines;
}
