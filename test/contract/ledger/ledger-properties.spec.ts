import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LedgerRun, at, type AboutPage, type Counts } from '../../support/ledger-pages.js';
import type { Ledger } from '../../../src/sources/ledger/ledger.js';

const SERIES = ['x|200', 'x|502', 'y|200', 'y|404'] as const;
const RUNS = { numRuns: 300 };

type Lines = readonly (readonly [string, number])[];

/** Growth of each series, step by step, too little to be doubted; a series may begin with a step. */
const growing = fc.record({
  first: fc.tuple(...SERIES.map(() => fc.double({ min: 0, max: 1e6, noNaN: true }))),
  begins: fc.tuple(...SERIES.map(() => fc.constantFrom(0, 0, 0, 2, 5))),
  steps: fc.array(fc.tuple(...SERIES.map(() => fc.double({ min: 0, max: 2.5, noNaN: true }))), { maxLength: 9 }),
});

/** The lines of each step; a series that begins later does so from zero. */
function linesOf({ first, begins, steps }: typeof growing extends fc.Arbitrary<infer T> ? T : never): Lines[] {
  const values = first.map((value, series) => (begins[series] === 0 ? value : 0));
  return [SERIES.map(() => 0), ...steps].map((grown, step) => {
    for (const [series, growth] of grown.entries()) if (step >= begins[series]!) values[series]! += growth;
    return SERIES.flatMap((name, series) => (step >= begins[series]! ? [[name, values[series]!] as const] : []));
  });
}

/** Whole requests from the first value to the last, of a series that began later from zero. */
function gainedBy(base: string, pages: readonly Lines[]): Counts {
  const first = new Map(pages[0]);
  let [requests, failures] = [0, 0];
  for (const [series, value] of pages.at(-1)!) {
    if (!series.startsWith(base)) continue;
    const gained = Math.floor(value) - Math.floor(first.get(series) ?? 0);
    requests += gained;
    if (series.endsWith('502')) failures += gained;
  }
  return [requests, failures];
}

/** All that a ledger says, without the order in which it says it. */
function saidBy({ ledger }: LedgerRun, nowS: number) {
  const text = (each: object): string => JSON.stringify(each);
  const gains = ledger.takeGains().map(text).toSorted();
  const estimates = [...ledger.estimates(at(nowS))].map(text).toSorted();
  const findings = [...ledger.takeFindings()].filter(([finding]) => finding !== 'repeated-series');
  return { gains, estimates, findings, sightings: [...ledger.sightings()] };
}

/** Anything at all that an instance may show or do. */
const event = fc.record({
  what: fc.constantFrom('page', 'page', 'page', 'page', 'page', 'silent', 'gone'),
  instance: fc.constantFrom('a', 'b', 'c'),
  address: fc.constantFrom('pod:1', 'pod:2'),
  afterS: fc.constantFrom(0, 1, 7, 15, 15, 15, 30, 100, 1_000),
  startedS: fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: undefined }),
  lines: fc.array(
    fc.tuple(
      fc.constantFrom('x|200', 'x|502', 'x|502|v2', 'y|200', 'y|200|v2', 'y|499', 'z|200'),
      fc.oneof(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 900, max: 1_100 }),
        fc.double({ min: 0, max: 1e15, noNaN: true }),
      ),
    ),
    { maxLength: 12 },
  ),
});
type Happening = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** Lets all of it happen, `around` what each page shows; returns the time of the last. */
function happen(
  run: LedgerRun,
  events: readonly Happening[],
  around: (lines: Lines) => Lines = (lines) => lines,
): number {
  let nowS = 0;
  for (const { what, instance, address, afterS, startedS, lines } of events) {
    nowS += afterS;
    const about: AboutPage = { instance, address, ...(startedS === undefined ? {} : { startedAtS: nowS - startedS }) };
    if (what === 'page') run.lines(nowS, around(lines), about);
    else if (what === 'silent') run.silent(nowS, instance);
    else run.gone(nowS, instance);
  }
  return nowS;
}

const events = fc.array(event, { maxLength: 40 });

describe('Whatever the pages are, the ledger', () => {
  it('gains what lies between the first and the last value, in any split into scrapes and any order of lines', () => {
    fc.assert(
      fc.property(growing, fc.infiniteStream(fc.nat(3)), fc.infiniteStream(fc.nat()), (history, gaps, order) => {
        const steps = linesOf(history);
        const seen = steps.filter((_, step) => step === 0 || step === steps.length - 1 || gaps.next().value !== 0);
        const run = new LedgerRun();
        for (const lines of seen) {
          const shuffled = lines.map((line) => [order.next().value as number, line] as const);
          const atS = 15 * steps.indexOf(lines);
          run.lines(
            atS,
            shuffled.toSorted(([one], [other]) => one - other).map(([, line]) => line),
          );
        }
        expect([run.certain('x'), run.certain('y')]).toEqual([gainedBy('x', seen), gainedBy('y', seen)]);
      }),
      RUNS,
    );
  });

  it('is not changed by lines that repeat a series of their page', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat(1e6)), (all, values) => {
        const [plain, repeated] = [new LedgerRun(), new LedgerRun()];
        const unique = (lines: Lines): Lines => [...new Map(lines.toReversed())].toReversed();
        const nowS = happen(plain, all, unique);
        happen(repeated, all, (lines) => [
          ...unique(lines),
          ...unique(lines).map(([series]) => [series, values.next().value as number] as const),
        ]);
        expect(saidBy(repeated, nowS)).toEqual(saidBy(plain, nowS));
      }),
      RUNS,
    );
  });

  it('is not changed by a page that is as old as the newest of its instance, or older', () => {
    fc.assert(
      fc.property(events, event, fc.nat(500), (all, late, beforeS) => {
        const [plain, disturbed] = [new LedgerRun(), new LedgerRun()];
        const nowS = happen(plain, all);
        happen(disturbed, all);
        const known = [...disturbed.ledger.instances()].find(
          ({ name, goneMs }) => name === late.instance && goneMs === undefined,
        );
        fc.pre(known !== undefined);
        disturbed.lines((known!.lastMs! - at(0)) / 1_000 - beforeS, late.lines, late);
        expect(saidBy(disturbed, nowS)).toEqual(saidBy(plain, nowS));
      }),
      RUNS,
    );
  });

  it('gains whole requests, and estimates none below zero and none without end', () => {
    fc.assert(
      fc.property(events, (all) => {
        const run = new LedgerRun();
        const nowS = happen(run, all);
        expect(run.ledger.takeGains().filter(({ gained }) => !Number.isSafeInteger(gained) || gained < 0)).toEqual([]);
        const isCount = (count: number): boolean => Number.isFinite(count) && count >= 0;
        const unsound = [...run.ledger.estimates(at(nowS))].filter(
          ({ successes, failures, fromMs, toMs }) => !isCount(successes) || !isCount(failures) || !(fromMs <= toMs),
        );
        expect(unsound).toEqual([]);
      }),
      RUNS,
    );
  });

  it('forgets instances that are away for longer than a window and the time that they may be', () => {
    fc.assert(
      fc.property(events, (all) => {
        const run = new LedgerRun();
        const laterS = happen(run, all) + 1_300;
        run.page(laterS, { 'x|200': 1 }, { instance: 'new' });
        expect([...run.ledger.estimates(at(laterS))].filter(({ missing }) => missing !== 'ambiguous')).toEqual([]);
        expect(namesOf(run.ledger)).toEqual(['new']);
      }),
      RUNS,
    );
  });
});

function namesOf(ledger: Ledger): string[] {
  return [...ledger.instances()].map(({ name }) => name);
}
