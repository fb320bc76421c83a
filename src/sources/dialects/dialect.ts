/** What became of a request: `excluded` when the client went away, `unclassified` when the labels do not say. */
export type Outcome = 'success' | 'failure' | 'excluded' | 'unclassified';

/** Label values of one series. An absent label is absent or empty. */
export type Labels = Readonly<Record<string, string | undefined>>;

/** How the name in a series leads to a base path. */
export type BasePathLabel =
  /** The label holds the base path itself, perhaps with a host label beside it, wildcards or a regex tail. */
  | { readonly form: 'path'; readonly label: string }
  /** The label holds a name that is made forward from a declared base path (`/eni/echo/v1` → `eni-echo-v1`). */
  | { readonly form: 'name'; readonly label: string };

/** How one kind of gateway names its metrics, labels and status codes. Pure data and a pure function. */
export interface Dialect {
  /** The value of `dialect:` in the settings. */
  readonly name: string;
  /** One sentence for the settings reference: which gateway, which versions. */
  readonly about: string;
  /** The counter. The first that has series is taken where a gateway knows several names. */
  readonly metrics: readonly string[];
  /** Label matchers that always apply, as PromQL text of ours (`reporter="source"`); evaluated by us on a scrape. */
  readonly matchers: readonly LabelMatcher[];
  /** Where the base path is found, in order of preference. */
  readonly basePath: readonly BasePathLabel[];
  /** Labels that `outcome` reads. */
  readonly outcomeLabels: readonly string[];
  /** What a series with these labels counts. */
  outcome(labels: Labels): Outcome;
  /** What to look at on the gateway when the metric is absent, in plain words, for `heartbeat doctor`. */
  readonly whenAbsent: string;
}

export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}
