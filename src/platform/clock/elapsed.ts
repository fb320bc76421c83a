import { performance } from 'node:perf_hooks';

/** Milliseconds with fractions since an arbitrary start: for timing our own work, never for judging evidence. */
export function elapsedMs(): number {
  return performance.now();
}
