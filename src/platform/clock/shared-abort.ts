import { setMaxListeners } from 'node:events';

/**
 * A controller whose signal any number of tasks share. Node takes more than ten listeners for a leak and warns on stderr;
 * here each source, address and target has one of its own.
 */
export function sharedAbort(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
