/** Lets the event loop take what has been waiting, timers and sockets included. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
