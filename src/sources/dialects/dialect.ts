import { patternOf } from './label-pattern.js';

/** What became of a request: `excluded` when the client went away, `unclassified` when the labels do not say. */
export const OUTCOMES = ['success', 'failure', 'excluded', 'unclassified'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Label values of one series. An absent label is absent or empty. */
export type Labels = Readonly<Record<string, string | undefined>>;

/** How a label leads to a base path. */
export interface BasePathLabel {
  /**
   * `path`: it holds the base path itself, perhaps with wildcards or a regex tail.
   * `name`: it holds a name that is made forward from a declared base path (`/eni/echo/v1` → `eni-echo-v1`).
   */
  readonly form: 'path' | 'name';
  readonly label: string;
  /** A second label that tells equal values apart, such as the host of a path or the namespace of a name. */
  readonly within?: string;
}

/** A condition on one label, in the sense of PromQL; always ours, never a tenant's. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One counter of requests by status. */
export interface RequestCounter {
  readonly metric: string;
  /** Further metrics that count along with it, each another outcome: `outcome` is told the name of each as `__name__`. */
  readonly siblings?: readonly string[];
  readonly matchers: readonly LabelMatcher[];
  /** Where the base path is found, in order of preference. */
  readonly basePath: readonly BasePathLabel[];
  /** A value by which a base-path label says that the gateway does not know where a request belonged. */
  readonly unattributedWhere?: { readonly label: string; readonly value: string };
  /** Labels that `outcome` reads. */
  readonly outcomeLabels: readonly string[];
}

/** A gauge by which a gateway says when its process began: Unix seconds, or how many seconds ago. */
export interface StartFact {
  readonly metric: string;
  readonly form: 'unix-seconds' | 'seconds-ago';
}

/** What most exporters say of the process that they are in (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics). */
export const PROCESS_START: StartFact = { metric: 'process_start_time_seconds', form: 'unix-seconds' };

/** How one kind of gateway names its metrics, labels and status codes. Data and a pure function. */
export interface Dialect {
  /** The value of `dialect:` in the settings. */
  readonly name: string;
  /** One sentence for the settings reference: which gateway, which versions. */
  readonly about: string;
  /** In order of preference: the first that has series is taken. */
  readonly counters: readonly RequestCounter[];
  /** Where the gateway says when it began; the first that is there counts. */
  readonly startFacts: readonly StartFact[];
  /** Counters by which the gateway says that it failed to count, so that its requests are not to be trusted. */
  readonly lossCounters?: readonly string[];
  /** What to do where these grow, in plain words. */
  readonly whenLosing?: string;
  /** What a series with these labels counts. */
  outcome(labels: Labels): Outcome;
  /** What to look at on the gateway when the metric is absent, in plain words. */
  readonly whenAbsent: string;
  /** By label: what to look at when the metric is there and no series has that label. */
  readonly whenLabelAbsent?: Readonly<Record<string, string>>;
  /** Why names may lead nowhere on this gateway, and what to do. */
  readonly whenUnmapped?: string;
}

/** Every metric of a counter. */
export function metricsOf({ metric, siblings = [] }: RequestCounter): string[] {
  return [metric, ...siblings];
}

/** The labels that lead to a base path, each once. */
export function keyLabelsOf(counter: RequestCounter): string[] {
  const labels = counter.basePath.flatMap(({ label, within }) => (within === undefined ? [label] : [label, within]));
  return [...new Set(labels)];
}

/** What the operator asks for: the value of each label, or those that it may have. */
export type AskedLabels = ReadonlyMap<string, string | readonly string[]>;

/** The first of the labels that lead to a base path which says anything: also where a scrape gave the others new names. */
export function basePathNameOf(counter: RequestCounter, labels: Labels): string {
  for (const { label } of counter.basePath) if (labels[label]) return labels[label];
  return '';
}

/**
 * The conditions on the series of a counter: what the operator asks for, and the dialect's own where the operator
 * says nothing about the label, so that a gateway of another name than we expect can be asked for. They are about the
 * labels that a series has, as renamed as they are: that is what the operator sees.
 */
export function matchersOf(counter: RequestCounter, asked: AskedLabels): LabelMatcher[] {
  const own = counter.matchers.filter((each) => !asked.has(each.label));
  return [...own, ...[...asked].map(askedMatcher)];
}

function askedMatcher([label, asked]: readonly [string, string | readonly string[]]): LabelMatcher {
  const values = [asked].flat();
  return values.length === 1
    ? { label, operator: '=', value: values[0]! }
    : { label, operator: '=~', value: patternOf(values) };
}
