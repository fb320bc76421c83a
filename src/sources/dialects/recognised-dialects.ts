import type { Finding } from '../../platform/health/finding.js';
import type { Dialect, Labels, RequestCounter } from './dialect.js';
import { DIALECTS } from './dialects.js';
import { shownName } from './shown-name.js';

const MOST_NAMED = 3;

/** A series that is there, of a metric that some dialect reads. */
export interface SeenSample {
  readonly metric: string;
  readonly labels: Labels;
}

/** The metrics by which gateways are recognised: what all dialects read, each once. */
export function metricsOfAllDialects(): string[] {
  return [...new Set(DIALECTS.flatMap(({ counters }) => counters.map(({ metric }) => metric)))];
}

/** The dialects whose counter is among the series, with labels for a base path and an outcome. */
export function recognisedDialects(seen: readonly SeenSample[]): Dialect[] {
  return DIALECTS.filter(({ counters }) => counters.some((counter) => seen.some((each) => fits(counter, each))));
}

/** Says which gateway the metrics are of, where that is another than the settings say; empty where none is recognised. */
export function otherDialectFindings(configured: Dialect, seen: readonly SeenSample[]): Finding[] {
  const others = recognisedDialects(seen).filter(({ name }) => name !== configured.name);
  if (others.length === 0) return [];
  const few = others.slice(0, MOST_NAMED);
  const looks = few.map(({ about }) => about.replace(/\.$/, '')).join('; or like ');
  const metrics = few.map((dialect) => metricSeen(dialect, seen));
  const text = `there are series of ${[...new Set(metrics)].join(', ')}: this looks like ${looks}`;
  const [first] = few;
  const remedy =
    few.length === 1
      ? `set dialect: ${first!.name}`
      : `set dialect to the one that is your gateway: ${few.map(({ name }) => name).join(', ')}`;
  return [{ level: 'problem', code: 'other-dialect', text, remedy }];
}

/** Which labels the series of a counter have, for people; empty where none was seen. */
export function labelsSeen({ metric }: RequestCounter, seen: readonly SeenSample[]): string {
  const labels = new Set(
    seen
      .filter((each) => each.metric === metric)
      .flatMap((each) => Object.keys(each.labels).filter((label) => each.labels[label])),
  );
  labels.delete('__name__');
  return [...labels]
    .toSorted()
    .map((label) => shownName(label))
    .join(', ');
}

function metricSeen({ counters }: Dialect, seen: readonly SeenSample[]): string {
  return counters.find((counter) => seen.some((each) => fits(counter, each)))!.metric;
}

function fits({ metric, basePath, outcomeLabels }: RequestCounter, { metric: seen, labels }: SeenSample): boolean {
  if (metric !== seen) return false;
  const has = (label: string): boolean => Boolean(labels[label]);
  return basePath.some(({ label }) => has(label)) && outcomeLabels.some(has);
}
