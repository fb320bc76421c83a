import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Instant } from '../../src/platform/clock/clock.js';
import type { EvidenceSink, ReadingEntry, Sample, SourceProblem } from '../../src/sources/evidence.js';
import { basePath } from '../support/evidence-window.js';

/** A sink under test, and what it holds by now. */
export interface SinkUnderTest {
  readonly sink: EvidenceSink;
  now(): Instant;
  /** `requests/failures` of a base path; undefined when it holds nothing of it. */
  held(basePath: BasePath): string | undefined;
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
    const entry = (requests: number, failures: number, path = ECHO): ReadingEntry => ({
      basePath: path,
      requests,
      failures,
      lastMinuteRequests: 0,
      lastMinuteFailures: 0,
      spoiled: false,
    });

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

    it('lets a reading replace the one before, base paths that it leaves out included', () => {
      sink.replace({ asOf: under.now(), entries: [entry(100, 50), entry(7, 0, OTHER)] });
      sink.replace({ asOf: under.now(), entries: [entry(20, 2)] });
      expect(under.held(ECHO)).toBe('20/2');
      expect([undefined, '0/0']).toContain(under.held(OTHER));
    });

    it('changes no totals on a fault', () => {
      sink.record([sample(10, 1)]);
      sink.fault(PROBLEM);
      sink.fault({ ...PROBLEM, effect: 'partial' });
      expect(under.held(ECHO)).toBe('10/1');
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
      sink.replace({ asOf: under.now(), entries: once(entry(3, 0, OTHER)) });
      expect([reads, under.held(ECHO), under.held(OTHER)]).toEqual([3, '3/0', '3/0']);
    });

    it("keeps nothing of the caller's objects, which may be used again", () => {
      const mutable = { ...sample(10, 1) };
      sink.record([mutable]);
      Object.assign(mutable, { requests: 99, failures: 99, basePath: OTHER });
      expect([under.held(ECHO), under.held(OTHER)]).toEqual(['10/1', undefined]);
      const reused = { ...entry(20, 2, OTHER) };
      sink.replace({ asOf: under.now(), entries: [reused] });
      Object.assign(reused, { requests: 99, failures: 99 });
      expect(under.held(OTHER)).toBe('20/2');
    });

    it.each([NaN, Infinity, -1, 0.5, Number.MAX_SAFE_INTEGER + 1])('does not throw on %p requests', (requests) => {
      sink.record([sample(10, 1)]);
      expect(() => {
        sink.record([sample(requests, 0, OTHER), sample(1, requests, OTHER)]);
        sink.replace({ asOf: under.now(), entries: [entry(requests, requests, OTHER)] });
        sink.fault({ ...PROBLEM, detail: 'x'.repeat(100_000) });
      }).not.toThrow();
      expect(under.held(ECHO)).toBe('10/1');
    });

    it('takes an empty record and an empty reading', () => {
      sink.record([]);
      sink.replace({ asOf: under.now(), entries: [] });
      expect(under.held(ECHO)).toBeUndefined();
    });
  });
}
