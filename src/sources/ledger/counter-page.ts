/** What a counter of requests counts, as its labels say: 4xx is a success, counted apart. */
export const COUNTED = ['success', 'failure', 'clientError', 'excluded', 'unclassified'] as const;
export type Counted = (typeof COUNTED)[number];

/** The index of failures in `COUNTED`. */
export const FAILURE = 1;
/** The index of client errors in `COUNTED`. */
export const CLIENT_ERROR = 2;

/** Whether requests of this index take part in a verdict. */
export function takesPart(counted: number): boolean {
  return counted <= CLIENT_ERROR;
}

/** The counters of one gateway instance at one time, in columns of `count` lines or more. Keeps no array beyond the call. */
export interface CounterPage {
  /** The identity of the instance. */
  readonly instance: string;
  /** The address that was scraped: a renamed instance keeps it. */
  readonly address: string;
  /** When the gateway wrote the page, wall ms. */
  readonly atMs: number;
  /** When the process began, wall ms, where the gateway says so. */
  readonly startedAtMs?: number;
  /** Each line is the sum of several counters, of which one may end or come back. */
  readonly summed?: boolean;
  /** Lines in the columns. */
  readonly count: number;
  /** What tells a series from the others of its instance. */
  readonly series: ArrayLike<string>;
  /** The number of the group, which leads to one base path or to none. */
  readonly groups: ArrayLike<number>;
  /** Indices into `COUNTED`. */
  readonly counted: ArrayLike<number>;
  /** Finite numbers ≥ 0; their whole part counts. */
  readonly values: ArrayLike<number>;
  /** The sum of the counters by which the gateway itself says that it failed to count. */
  readonly lost?: number;
}
