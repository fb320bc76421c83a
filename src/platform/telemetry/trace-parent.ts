/** Where a request stands in a trace: 32 and 16 lower-case hexadecimal digits, neither all 0. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const MAX_LENGTH = 256;

/** Reads a `traceparent` header (W3C Trace Context, 3.2); undefined if it is invalid. */
export function parseTraceParent(header: unknown): TraceParent | undefined {
  const found = typeof header === 'string' && header.length <= MAX_LENGTH ? FORM.exec(header) : null;
  if (!found) return undefined;
  const [, version, traceId, spanId, more] = found;
  // Only versions after 00 may have more fields, and ff is not a version.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return /[^0]/.test(traceId!) && /[^0]/.test(spanId!) ? { traceId: traceId!, spanId: spanId! } : undefined;
}
