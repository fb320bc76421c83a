import { AsyncLocalStorage } from 'node:async_hooks';

/** Which request something is done for. The names of the trace are those of OpenTelemetry's log conventions. */
export interface RequestContext {
  readonly requestId: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

const current = new AsyncLocalStorage<RequestContext>();

let running = 0;

/** Runs `work`, and all that it starts, for a request. When its connection is done with it, call `requestIsOver`. */
export function runForRequest<T>(context: RequestContext, work: () => T): T {
  running++;
  return current.run(context, work);
}

/**
 * A request is over. After the last one contexts are no longer followed, because before Node 24 that costs each of
 * the hottest reads, which have no context, a quarter more.
 */
export function requestIsOver(): void {
  if (--running === 0) current.disable();
}

/** The request that the caller works for; nothing outside of requests. */
export function currentRequest(): RequestContext | undefined {
  return current.getStore();
}
