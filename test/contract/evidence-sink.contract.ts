import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Instant } from '../../src/platform/clock/clock.js';
import type { Estimate, EvidenceSink, Sample, SourceProblem } from '../../src/sources/evidence.js';
import { basePath } from '../support/evidence-window.js';

/** A sink under test, and what it holds by now. */
export interface SinkUnderTest {
  readonly sink: EvidenceSink;
  now(): Instant;
  /** `requests/failures` of a base path; undefined when it holds nothing of it. */
  held(basePath: BasePath): string | undefined;
  /** `successes/failures` that may have happened besides, unrounded. */
  uncertain(basePath: BasePath): string;
}

const ECHO = basePath('/eni/echo/v1');
const OTHER = basePath('/eni/other/v1');
const PROBLEM: SourceProblem = { code: 'connection-refused', detail: 'nothing listens', effect: 'ages' };

/** What every implementation of `EvidenceSink` promises to the sources. */
export function describeEvidenceSink(name: string, make: () => SinkUnderTest): void {
  describe(`${name}, as an EvidenceSink`, () => {
    let under: SinkUnderTest;
    let sink: EvidenceSink;

    const sample = (requests: number, failures: number, path = ECHO): Sample => ({
      basePath: path,
      atMs: under.now().wallMs,
      requests,
      failures,
    });

    const estimate = (successes: number, failures: number, path = ECHO): Estimate => {
      const toMs = under.now().wallMs;
      return { basePath: path, fromMs: toMs - 30_000, toMs, successes, failures, missing: 'unobserved' };
    };

    beforeEach(() => {
      under = make();
      sink = under.sink;
    });

    it('holds nothing before it was told anything', () => {
      expect(under.held(ECHO)).toBeUndefined();
    });

    it('adds samples up, over calls and within one', () => {
      sink.record([sample(10, 1), sample(5, 0, OTHER)]);
      sink.record([sample(1, 1), sample(2, 0)]);
      expect([under.held(ECHO), under.held(OTHER)]).toEqual(['13/2', '5/0']);
    });

    it('takes a sample of no requests for seen and idle', () => {
      sink.record([sample(0, 0)]);
      expect(under.held(ECHO)).toBe('0/0');
    });

    it('changes no totals on a fault', () => {
      sink.record([sample(10, 1)]);
      sink.fault(PROBLEM);
      sink.fault({ ...PROBLEM, effect: 'partial' });
      expect(under.held(ECHO)).toBe('10/1');
    });

    it('lets an estimate replace the one before, and leaves certain totals alone', () => {
      sink.record([sample(10, 1), sample(5, 0, OTHER)]);
      sink.estimate([estimate(1.25, 3), estimate(2, 0.5), estimate(7, 7, OTHER)], under.now().wallMs);
      expect([under.uncertain(ECHO), under.uncertain(OTHER)]).toEqual(['3.25/3.5', '7/7']);
      sink.estimate([estimate(1, 0)], under.now().wallMs);
      expect([under.uncertain(ECHO), under.uncertain(OTHER)]).toEqual(['1/0', '0/0']);
      sink.estimate([], under.now().wallMs);
      expect([under.uncertain(ECHO), under.held(ECHO), under.held(OTHER)]).toEqual(['0/0', '10/1', '5/0']);
    });

    it('keeps what was estimated where more is recorded or a problem is told', () => {
      sink.record([sample(10, 1)]);
      sink.estimate([estimate(1, 2)], under.now().wallMs);
      sink.record([sample(1, 0)]);
      sink.fault(PROBLEM);
      expect([under.held(ECHO), under.uncertain(ECHO)]).toEqual(['11/1', '1/2']);
    });

    it('takes no estimate for evidence: a base path that is not held stays so', () => {
      sink.record([sample(10, 1)]);
      sink.estimate([estimate(5, 5, OTHER)], under.now().wallMs);
      expect([under.held(ECHO), under.uncertain(ECHO), under.held(OTHER)]).toEqual(['10/1', '0/0', undefined]);
    });

    it.each([NaN, -1, Infinity])('leaves out estimates of %p requests', (count) => {
      sink.record([sample(10, 1)]);
      const estimates = [estimate(count, 1), estimate(1, count), estimate(2, 0)];
      expect(() => sink.estimate(estimates, under.now().wallMs)).not.toThrow();
      expect([under.held(ECHO), under.uncertain(ECHO)]).toEqual(['10/1', '2/0']);
    });

    it('changes no totals by a pace, nor when all of them expire', () => {
      sink.record([sample(10, 1)]);
      sink.pace(ECHO, { intervalMs: 60_000, timeoutMs: 5_000 });
      sink.pace(ECHO, undefined);
      sink.expire();
      expect(under.held(ECHO)).toBe('10/1');
      sink.record([sample(1, 0)]);
      expect(under.held(ECHO)).toBe('11/1');
      sink.fault({ ...PROBLEM, effect: 'suspect' }, [ECHO, OTHER]);
      sink.expire([ECHO, OTHER]);
      expect([under.held(ECHO), [undefined, '0/0'].includes(under.held(OTHER))]).toEqual(['11/1', true]);
    });

    it('reads what it is given once, during the call', () => {
      let reads = 0;
      const once = function* <T>(...values: T[]): Generator<T> {
        for (const value of values) {
          reads++;
          yield value;
        }
      };
      sink.record(once(sample(1, 0), sample(2, 0)));
      expect(reads).toBe(2);
      sink.estimate(once(estimate(4, 1)), under.now().wallMs);
      expect([reads, under.held(ECHO), under.held(OTHER), under.uncertain(ECHO)]).toEqual([3, '3/0', undefined, '4/1']);
    });

    it("keeps nothing of the caller's objects, which may be used again", () => {
      const mutable = { ...sample(10, 1) };
      sink.record([mutable]);
      Object.assign(mutable, { requests: 99, failures: 99, basePath: OTHER });
      expect([under.held(ECHO), under.held(OTHER)]).toEqual(['10/1', undefined]);
      const guess = { ...estimate(3, 4) };
      sink.estimate([guess], under.now().wallMs);
      Object.assign(guess, { successes: 99, failures: 99, basePath: OTHER });
      expect([under.uncertain(ECHO), under.uncertain(OTHER)]).toEqual(['3/4', '0/0']);
    });

    it.each([NaN, Infinity, -1, 0.5, Number.MAX_SAFE_INTEGER + 1])('does not throw on %p requests', (requests) => {
      sink.record([sample(10, 1)]);
      expect(() => {
        sink.record([sample(requests, 0, OTHER), sample(1, requests, OTHER)]);
        sink.fault({ ...PROBLEM, detail: 'x'.repeat(100_000) });
      }).not.toThrow();
      expect(under.held(ECHO)).toBe('10/1');
    });

    it('takes an empty record and no estimates', () => {
      sink.record([]);
      sink.estimate([], under.now().wallMs);
      expect(under.held(ECHO)).toBeUndefined();
    });
  });
}
