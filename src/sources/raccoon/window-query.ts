import { keyLabelsOf, labelsOf, matchersOf, type RequestCounter } from '../dialects/dialect.js';

/** What the server understands: MetricsQL has functions that Prometheus lacks. */
export type QueryLanguage = 'promql' | 'metricsql';

/** The selector of a counter, with the operator's matchers; every value escaped. */
export function selectorOf(counter: RequestCounter, matchers: ReadonlyMap<string, string>): string {
  const conditions = matchersOf(counter, matchers).map(
    (each) => `${each.label}${each.operator}"${escaped(each.value)}"`,
  );
  return conditions.length === 0 ? counter.metric : `${counter.metric}{${conditions.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** A reset may lie between the scrape before the range and the first one in it. */
const SLOWEST_SCRAPE_MS = 60_000;

/**
 * The anchored increase of a counter over a range, by base path and outcome.
 *
 * First what a series gained since a range ago, exact and without extrapolation, unless it was reset in between: a
 * counter may have grown past its old value since. Then whole values of series born within the range on a target that
 * was already scraped: a gateway makes its `502` series at the first failure, and `increase()` sees nothing before the
 * second sample. Then `increase()` for resets, departed and new targets.
 * MetricsQL says the first two with `increase_pure`, which takes a new series to begin at 0.
 *
 * Where one of several gateways is no longer scraped, the newest sample of all is still young. So names that have no
 * sample of their own within `freshMs` are left out: what they counted before may no longer be so.
 */
export function windowQuery(
  counter: RequestCounter,
  selector: string,
  { rangeMs, freshMs }: { readonly rangeMs: number; readonly freshMs: number },
  language: QueryLanguage,
): string {
  const range = rangeOf(rangeMs);
  const withScrapeBefore = rangeOf(rangeMs + SLOWEST_SCRAPE_MS);
  const known = `on (job, instance) (up offset ${range} == 1)`;
  const parts =
    language === 'promql'
      ? [
          `((${selector} - ${selector} offset ${range}) >= 0 and resets(${selector}[${withScrapeBefore}]) == 0)`,
          `((${selector} unless ${selector} offset ${range}) and ${known})`,
          `increase(${selector}[${range}])`,
        ]
      : [
          `(increase_pure(${selector}[${range}]) and ${selector} offset ${range})`,
          `(increase_pure(${selector}[${range}]) and ${known})`,
          `increase(${selector}[${range}])`,
        ];
  const names = keyLabelsOf(counter).join(', ');
  const fresh = `on (${names}) count by (${names}) (last_over_time(${selector}[${rangeOf(freshMs)}]))`;
  return `sum by (${labelsOf(counter).join(', ')}) (${parts.join(' or ')}) and ${fresh}`;
}

/** A PromQL duration. */
export function rangeOf(rangeMs: number): string {
  return rangeMs % 1_000 === 0 ? `${rangeMs / 1_000}s` : `${rangeMs}ms`;
}
