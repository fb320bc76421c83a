import { LABEL_NAME, METRIC_NAME } from '../dialects/custom-dialect.settings.js';
import { matchersOf, metricsOf, type AskedLabels, type Dialect, type RequestCounter } from '../dialects/dialect.js';
import { patternOf } from '../dialects/label-pattern.js';

/** Jobs beyond this are not named in a query: then the vital signs of all targets are asked for. */
const MAX_JOBS = 50;

/** Moments of a time that ends when it is asked for: one each `stepMs`. */
export interface Steps {
  readonly rangeMs: number;
  readonly stepMs: number;
}

/** The selector of a counter, or of some of its metrics, with the operator's matchers; every value escaped, and every name that needs it. */
export function selectorOf(counter: RequestCounter, matchers: AskedLabels, metrics = metricsOf(counter)): string {
  const { metric } = counter;
  const conditions = matchersOf(counter, matchers).map(
    (each) => `${labelText(each.label)}${each.operator}"${escaped(each.value)}"`,
  );
  if (metrics.length > 1) return `{${[`__name__=~"${escaped(patternOf(metrics))}"`, ...conditions].join(',')}}`;
  // `{"metric.name"}` is for Prometheus 3 alone; this all servers know.
  if (!METRIC_NAME.test(metric)) return `{${[`__name__="${escaped(metric)}"`, ...conditions].join(',')}}`;
  return conditions.length === 0 ? metric : `${metric}{${conditions.join(',')}}`;
}

/** The name of a label as it stands in a query. */
export function labelText(label: string): string {
  return LABEL_NAME.test(label) ? label : `"${escaped(label)}"`;
}

/** The selector of what tells how the targets of these jobs are: whether they are up, when they began, what they lost. */
export function vitalsSelector({ startFacts, lossCounters = [] }: Dialect, jobs: ReadonlySet<string>): string {
  const metrics = ['up', ...startFacts.map(({ metric }) => metric), ...lossCounters];
  const named = `__name__=~"${escaped(patternOf(metrics))}"`;
  if (jobs.size === 0 || jobs.size > MAX_JOBS) return `{${named}}`;
  return `{${named},job=~"${escaped(patternOf([...jobs].toSorted()))}"}`;
}

/** The query for the raw samples of a selector in the `rangeMs` before the moment that is asked for. */
export function samplesQuery(selector: string, rangeMs: number): string {
  return `${selector}[${rangeOf(rangeMs)}]`;
}

/** Sums over the series of a selector that have these labels in common, at each step of a time. */
export function sumsQuery(selector: string, labels: readonly string[], steps: Steps): string {
  return `sum by (${[...new Set(['__name__', ...labels.map(labelText)])].join(',')}) (${selector})${stepsOf(steps)}`;
}

/** When the samples behind such sums were taken, Unix seconds: the newest at each step. */
export function timesQuery(selector: string, labels: readonly string[], steps: Steps): string {
  return `max by (${labels.map(labelText).join(',')}) (timestamp(${selector}))${stepsOf(steps)}`;
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

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
