import type { Outcome } from './dialect.js';

/**
 * Outcome of an HTTP status as gateways write it into a label: `200`, or a class such as `5xx`.
 * 499 is a client that went away; 0, 000 and everything else that is not a status say nothing.
 */
export function outcomeOfHttpStatus(status: string | undefined): Outcome {
  if (status === '499') return 'excluded';
  if (status === undefined || !/^[1-5](?:\d\d|xx)$/i.test(status)) return 'unclassified';
  return status.startsWith('5') ? 'failure' : 'success';
}
