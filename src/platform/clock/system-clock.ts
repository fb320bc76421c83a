import { performance } from 'node:perf_hooks';
import type { Clock, Instant } from './clock.js';

/** The clocks and timers of the operating system. */
export class SystemClock implements Clock {
  now(): Instant {
    return { wallMs: Date.now(), monotonicMs: Math.floor(performance.now()) };
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
