import type { Outcome } from './dialect.js';

/**
 * Outcome of an HTTP status as gateways write it into a label: `200`, or a class such as `5xx`.
 * 499 is a client that went away; 600 to 999 are treated as 5xx (RFC 9110, 15); 0, 000 and everything else that is not a
 * status say nothing.
 */
export function outcomeOfHttpStatus(status: string | undefined): Outcome {
  if (status === '499') return 'excluded';
  if (status === undefined || !/^(?:[1-9]\d\d|[1-5]xx)$/i.test(status)) return 'unclassified';
  return status >= '5' ? 'failure' : 'success';
}

/** Likewise where a class may be its first digit alone, `5`, as Envoy's classes are. Not for labels with gRPC statuses. */
export function outcomeOfStatusOrClass(status: string | undefined): Outcome {
  return outcomeOfHttpStatus(status !== undefined && /^[1-5]$/.test(status) ? `${status}xx` : status);
}

/** UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const GRPC_FAILURES = new Set(['2', '4', '8', '12', '13', '14', '15']);

/** Outcome of a gRPC status number (https://grpc.io/docs/guides/status-codes/); 1 is the client that cancelled. */
export function outcomeOfGrpcStatus(status: string | undefined): Outcome {
  if (status === undefined || !/^(?:\d|1[0-6])$/.test(status)) return 'unclassified';
  if (status === '1') return 'excluded';
  return GRPC_FAILURES.has(status) ? 'failure' : 'success';
}
