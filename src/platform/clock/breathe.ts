/** Lets the event loop take what has been waiting, timers and sockets included. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
