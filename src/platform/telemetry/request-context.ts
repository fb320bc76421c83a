import { AsyncLocalStorage } from 'node:async_hooks';

/** Which request something is done for. The names of the trace are those of OpenTelemetry's log conventions. */
export interface RequestContext {
  readonly requestId: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

const current = new AsyncLocalStorage<RequestContext>();

/** Runs `work`, and all that it starts, for a request. */
export function runForRequest<T>(context: RequestContext, work: () => T): T {
  return current.run(context, work);
}

/** The request that the caller works for; nothing outside of requests. */
export function currentRequest(): RequestContext | undefined {
  return current.getStore();
}
