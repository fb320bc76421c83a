/** Gives the event loop a turn for what has been waiting, timers and sockets included. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
