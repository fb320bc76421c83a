import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { BasePath } from '../../catalogue/base-path.js';
import type { ReadingEntry } from '../evidence.js';
import type { BasePathResolver, Resolution } from '../dialects/base-path-resolver.js';
import { keyLabelsOf, OUTCOMES, type RequestCounter } from '../dialects/dialect.js';
import { OutcomeTally, type TalliedCounts } from '../dialects/outcome-tally.js';
import type { AggregatedAnswer } from './aggregate-answer.js';

/** Groups that are led to base paths before the event loop gets its turn. */
const SLICE = 4_096;

/** A reading, and what did not make it into one. */
export interface BuiltReading {
  readonly entries: readonly ReadingEntry[];
  readonly unresolved: readonly Resolution[];
  readonly excluded: number;
  readonly unclassified: number;
}

/** Leads folded answers to base paths and joins the window with its last minute. */
export async function buildReading(
  parts: { readonly window: AggregatedAnswer; readonly lastMinute: AggregatedAnswer; readonly counter: RequestCounter },
  resolver: BasePathResolver,
): Promise<BuiltReading> {
  const unresolved: Resolution[] = [];
  const window = await tallied(parts.window, parts.counter, resolver, unresolved);
  const lastMinute = await tallied(parts.lastMinute, parts.counter, resolver, []);
  const recent = new Map<BasePath, TalliedCounts>();
  for (const counts of lastMinute.counts()) recent.set(counts.basePath, counts);
  const entries: ReadingEntry[] = [];
  const left = { excluded: 0, unclassified: 0 };
  for (const counts of window.counts()) {
    left.excluded += counts.excluded;
    left.unclassified += counts.unclassified;
    entries.push(entryOf(counts, recent.get(counts.basePath)));
  }
  return { entries, unresolved, ...left };
}

function entryOf(counts: TalliedCounts, recent: TalliedCounts | undefined): ReadingEntry {
  const { basePath, requests, failures, spoiled } = counts;
  const lastMinute = recent?.spoiled ? undefined : recent;
  return {
    basePath,
    requests,
    failures,
    spoiled,
    lastMinuteRequests: lastMinute?.requests ?? 0,
    lastMinuteFailures: lastMinute?.failures ?? 0,
  };
}

async function tallied(
  folded: AggregatedAnswer,
  counter: RequestCounter,
  resolver: BasePathResolver,
  unresolved: Resolution[],
): Promise<OutcomeTally> {
  const tally = new OutcomeTally();
  const names = keyLabelsOf(counter);
  const width = names.length;
  const groups = folded.spoiled.length;
  const labels: Record<string, string> = {};
  for (let group = 0; group < groups; group++) {
    if (group % SLICE === SLICE - 1) await yieldToEventLoop();
    for (let index = 0; index < width; index++) labels[names[index]!] = folded.values[group * width + index]!;
    const resolution = resolver.resolve(labels, counter.basePath);
    if (resolution.form === 'mapped') addGroup(tally, resolution.basePath, folded, group);
    else unresolved.push(resolution);
  }
  return tally;
}

function addGroup(tally: OutcomeTally, basePath: BasePath, { sums, spoiled }: AggregatedAnswer, group: number): void {
  tally.addAll(basePath, sums, group * OUTCOMES.length);
  if (spoiled[group] === 1) tally.spoil(basePath);
}
