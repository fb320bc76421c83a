import { executionAsyncResource } from 'node:async_hooks';

const kept: object[] = [];

/**
 * Keeps one of Node's tick objects alive. Node defers several steps of each request with `process.nextTick`; a full
 * collection while no tick is pending forgets the hidden class of their objects, after which V8 makes every later one
 * the slow way. To be called as the process starts: what was forgotten before stays slow (docs/adr/0012).
 */
export function keepTickShape(): void {
  if (kept.length === 0) process.nextTick(() => kept.push(executionAsyncResource()));
}
