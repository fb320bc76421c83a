import { matchersOf, type Dialect, type RequestCounter } from '../dialects/dialect.js';

/** Jobs beyond this are not named in a query: then the vital signs of all targets are asked for. */
const MAX_JOBS = 50;

/** Moments of a time that ends when it is asked for: one each `stepMs`. */
export interface Steps {
  readonly rangeMs: number;
  readonly stepMs: number;
}

/** The selector of a counter, with the operator's matchers; every value escaped. */
export function selectorOf(counter: RequestCounter, matchers: ReadonlyMap<string, string>): string {
  const conditions = matchersOf(counter, matchers).map(
    (each) => `${each.label}${each.operator}"${escaped(each.value)}"`,
  );
  return conditions.length === 0 ? counter.metric : `${counter.metric}{${conditions.join(',')}}`;
}

/** The selector of what tells how the targets of these jobs are: whether they are up, when they began, what they lost. */
export function vitalsSelector({ startFacts, lossCounters = [] }: Dialect, jobs: ReadonlySet<string>): string {
  const metrics = ['up', ...startFacts.map(({ metric }) => metric), ...lossCounters];
  const named = `__name__=~"${metrics.map(asPattern).join('|')}"`;
  if (jobs.size === 0 || jobs.size > MAX_JOBS) return `{${named}}`;
  return `{${named},job=~"${[...jobs].toSorted().map(asPattern).join('|')}"}`;
}

/** The query for the raw samples of a selector in the `rangeMs` before the moment that is asked for. */
export function samplesQuery(selector: string, rangeMs: number): string {
  return `${selector}[${rangeOf(rangeMs)}]`;
}

/** Sums over the series of a selector that have these labels in common, at each step of a time. */
export function sumsQuery(selector: string, labels: readonly string[], steps: Steps): string {
  return `sum by (${['__name__', ...labels].join(',')}) (${selector})${stepsOf(steps)}`;
}

/** When the samples behind such sums were taken, Unix seconds: the newest at each step. */
export function timesQuery(selector: string, labels: readonly string[], steps: Steps): string {
  return `max by (${labels.join(',')}) (timestamp(${selector}))${stepsOf(steps)}`;
}

/** How many series a selector has. */
export function countQuery(selector: string): string {
  return `count(${selector})`;
}

/** A whole number of steps, one more than a range has; servers do not agree on whether its lower end belongs to it. */
function stepsOf({ rangeMs, stepMs }: Steps): string {
  return `[${rangeOf(Math.ceil(rangeMs / stepMs) * stepMs + 1)}:${rangeOf(stepMs)}]`;
}

/** A PromQL duration. */
export function rangeOf(rangeMs: number): string {
  return rangeMs % 1_000 === 0 ? `${rangeMs / 1_000}s` : `${Math.ceil(rangeMs)}ms`;
}

function asPattern(text: string): string {
  return escaped(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
