import { COUNTED, type Counted } from '../ledger/counter-page.js';
import type { Dialect, Labels, RequestCounter } from './dialect.js';

const CLIENT_ERROR = /^4(?:\d\d|xx)?$/i;

/** What a series with these labels counts, as an index into `COUNTED`: the outcome, with 4xx apart from other successes. */
export function countedOf(dialect: Dialect, counter: RequestCounter, labels: Labels): number {
  const outcome = dialect.outcome(labels);
  const isClientError =
    outcome === 'success' && counter.outcomeLabels.some((label) => CLIENT_ERROR.test(labels[label] ?? ''));
  const counted: Counted = isClientError ? 'clientError' : outcome;
  return COUNTED.indexOf(counted);
}
