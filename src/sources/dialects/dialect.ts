/** What became of a request: `excluded` when the client went away, `unclassified` when the labels do not say. */
export const OUTCOMES = ['success', 'failure', 'excluded', 'unclassified'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Label values of one series. An absent label is absent or empty. */
export type Labels = Readonly<Record<string, string | undefined>>;

/** How a label leads to a base path. */
export type BasePathLabel =
  /** It holds the base path itself, perhaps with wildcards or a regex tail. */
  | { readonly form: 'path'; readonly label: string }
  /** It holds a name that is made forward from a declared base path (`/eni/echo/v1` → `eni-echo-v1`). */
  | { readonly form: 'name'; readonly label: string };

/** A condition on one label, in the sense of PromQL; always ours, never a tenant's. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One counter of requests by status. */
export interface RequestCounter {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  /** Where the base path is found, in order of preference. */
  readonly basePath: readonly BasePathLabel[];
  /** Labels that `outcome` reads. */
  readonly outcomeLabels: readonly string[];
}

/** How one kind of gateway names its metrics, labels and status codes. Data and a pure function. */
export interface Dialect {
  /** The value of `dialect:` in the settings. */
  readonly name: string;
  /** One sentence for the settings reference: which gateway, which versions. */
  readonly about: string;
  /** In order of preference: the first that has series is taken. */
  readonly counters: readonly RequestCounter[];
  /** What a series with these labels counts. */
  outcome(labels: Labels): Outcome;
  /** What to look at on the gateway when the metric is absent, in plain words. */
  readonly whenAbsent: string;
}

/** The labels by which series are kept apart: those of the base path and those of the outcome. */
export function labelsOf(counter: RequestCounter): string[] {
  return [...new Set([...counter.basePath.map((each) => each.label), ...counter.outcomeLabels])];
}
