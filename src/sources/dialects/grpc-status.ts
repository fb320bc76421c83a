import type { Outcome } from './dialect.js';

/** UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const FAILURES = new Set(['2', '4', '8', '12', '13', '14', '15']);

/** Outcome of a gRPC status number (https://grpc.io/docs/guides/status-codes/); 1 is the client that cancelled. */
export function outcomeOfGrpcStatus(status: string | undefined): Outcome {
  if (status === undefined || !/^(?:\d|1[0-6])$/.test(status)) return 'unclassified';
  if (status === '1') return 'excluded';
  return FAILURES.has(status) ? 'failure' : 'success';
}
