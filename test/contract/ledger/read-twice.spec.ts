import { describe, expect, it } from '@jest/globals';
import { LedgerService, type Judged } from '../../support/ledger-service.js';
import type { Counters } from '../../support/ledger-pages.js';

const ADDRESS = '10.0.0.1:8000';
const WINDOW_S = 300;

/** What a gateway has counted at a time; undefined where it does not answer. */
type Gateway = (atS: number) => Counters | undefined;

/** A source, and how it reads the gateway. */
interface Reader {
  readonly service: LedgerService;
  readonly gateway: Gateway;
  readonly everyS?: number;
  /** When its first page is, and how long after that it is read. */
  readonly phaseS?: number;
  readonly lateS?: number;
  readonly address?: string;
  readonly startedAtS?: number;
  /** It fails altogether from then on. */
  readonly untilS?: number;
}

/** Lets sources read from one second to another, each at its pace. */
function play(readers: readonly Reader[], [fromS, toS]: readonly [number, number]): void {
  for (let nowS = fromS; nowS <= toS; nowS++) for (const reader of readers) step(reader, nowS);
}

function step({ service, gateway, startedAtS, untilS = Infinity, ...over }: Reader, nowS: number): void {
  const { everyS = 15, phaseS = 0, lateS = 0, address = ADDRESS } = over;
  const atS = nowS - lateS;
  if (atS < phaseS || (atS - phaseS) % everyS !== 0) return;
  if (nowS >= untilS) return void service.missed(nowS);
  const counters = gateway(atS);
  const about = { instance: `of ${address}`, address, ...(startedAtS === undefined ? {} : { startedAtS }) };
  if (counters) service.page(atS, counters, about);
  else service.silent(atS, `of ${address}`);
  service.polled(nowS);
}

/** Good and failed requests a second, after a long life. */
const busy = (good: number, failed: number, lived = 100_000): Gateway => {
  return (atS) => ({
    'x|200': lived + Math.floor(good * atS),
    'x|502': Math.floor(lived / 10 + failed * atS),
    'y|200': lived + 2 * atS,
  });
};
const until = (gateway: Gateway, endS: number): Gateway => {
  return (atS) => (atS < endS ? gateway(atS) : undefined);
};
/** Counts what came in a second, all at once, after a life in which nothing else did. */
const once = (atS: number, [good, failed]: readonly [number, number], lived = 0): Gateway => {
  return (nowS) => ({
    'x|200': lived + (nowS >= atS ? good : 0),
    'x|502': lived / 10 + (nowS >= atS ? failed : 0),
    'y|200': lived,
  });
};

function numbers({ requests, failures, maybeSuccesses, maybeFailures }: Judged): number[] {
  return [requests, failures, maybeSuccesses, maybeFailures];
}

describe('A20: a gateway that two sources read', () => {
  it.each<[string, Gateway, string[]]>([
    ['after a long life', once(395, [5, 1], 5_000), ['UNKNOWN too-few-requests']],
    ['from its first request on', once(395, [5, 1]), ['UNKNOWN too-few-requests', 'UNKNOWN uncertain-counts']],
  ])('is not DOWN for six requests that both see, %s', (_, gateway, verdicts) => {
    const one = new LedgerService();
    const readers = [
      { service: one, gateway },
      { service: one.beside(), gateway, phaseS: 4 },
    ];
    play(readers, [0, 390]);
    const seen = new Set<string>();
    for (let nowS = 391; nowS < 600; nowS++) {
      play(readers, [nowS, nowS]);
      const { status, reason } = one.judged(nowS);
      if (nowS > 420) seen.add(`${status} ${reason}`);
    }
    expect([...seen].filter((each) => !verdicts.includes(each))).toEqual([]);
    expect(one.judged(600).requests).toBe(6);
  });

  it.each<[string, Partial<Reader>, Partial<Reader>]>([
    ['at one pace', {}, { phaseS: 4 }],
    ['every 5 s and every 30 s', { everyS: 5 }, { everyS: 30, phaseS: 7 }],
    ['every 30 s and every 5 s', { everyS: 30 }, { everyS: 5, phaseS: 2 }],
    ['with pages that come 40 s late', {}, { phaseS: 3, lateS: 40 }],
    ['with pages of the first that come 40 s late', { lateS: 40 }, { phaseS: 3 }],
    ['by a name and by an address', { address: 'gateway:8000 at 10.0.0.1' }, { phaseS: 4 }],
    ['that tell when it began', { startedAtS: -7.136 }, { phaseS: 4, startedAtS: -7.136 }],
  ])('is counted once, %s', (_, of, ofOther) => {
    const one = new LedgerService(of.everyS ?? 15);
    const gateway = busy(4, 1);
    const readers = [
      { service: one, gateway, ...of },
      { service: one.beside(ofOther.everyS ?? 15), gateway, ...ofOther },
    ];
    play(readers, [0, 800]);
    const [requests, failures, ...maybe] = numbers(one.judged(800));
    expect(Math.abs(requests! - 5 * WINDOW_S)).toBeLessThanOrEqual(10);
    expect(Math.abs(failures! - WINDOW_S)).toBeLessThanOrEqual(5);
    expect(maybe).toEqual([0, 0]);
    expect(one.readTwice).toEqual([{ address: '10.0.0.1:8000', sources: ['0', '1'] }]);
  });

  it.each<[string, Partial<Reader>, Gateway, number]>([
    ['another address', { address: '10.0.0.2:8000' }, busy(4, 1), 10],
    ['other counters at the same address', {}, busy(4, 1, 70_000), 10],
    ['another pace of its counters', {}, busy(3, 0), 8],
    ['another start', { startedAtS: -500.2 }, busy(4, 1), 10],
    ['small counters that grow otherwise', {}, busy(1, 0, 0), 6],
  ])('is two with %s', (_, over, other, eachSecond) => {
    const one = new LedgerService();
    const gateway = other(0)!['x|200'] === 0 ? busy(4, 1, 0) : busy(4, 1);
    const startedAtS = over.startedAtS === undefined ? {} : { startedAtS: -7.136 };
    const readers = [
      { service: one, gateway, ...startedAtS },
      { service: one.beside(), gateway: other, phaseS: 4, ...over },
    ];
    play(readers, [0, 800]);
    const [requests, , ...maybe] = numbers(one.judged(800));
    expect(Math.abs(requests! - eachSecond * WINDOW_S)).toBeLessThanOrEqual(20);
    expect(maybe).toEqual([0, 0]);
    expect(one.readTwice).toEqual([]);
  });

  it.each<[string, Partial<Reader>, Partial<Reader>]>([
    ['the first source fails', { untilS: 600 }, { phaseS: 4 }],
    ['the second source fails', {}, { phaseS: 4, untilS: 600 }],
    ['the first does not reach it any more', { gateway: until(busy(5, 0), 600) }, { phaseS: 4 }],
    ['the first fails, of paces 5 s and 30 s', { untilS: 600, everyS: 5 }, { phaseS: 4, everyS: 30 }],
    ['the first fails, of paces 30 s and 5 s', { untilS: 600, everyS: 30 }, { phaseS: 4, everyS: 5 }],
    ['the first fails, and pages of the second are late', { untilS: 600 }, { phaseS: 4, lateS: 40 }],
    ['the first fails whose pages are late', { untilS: 600, lateS: 40 }, { phaseS: 4 }],
  ])('goes on UP, without a gap and nothing twice, when %s', (_, of, ofOther) => {
    const one = new LedgerService(of.everyS ?? 15);
    const gateway = busy(5, 0);
    const readers = [
      { service: one, gateway, ...of },
      { service: one.beside(ofOther.everyS ?? 15), gateway, ...ofOther },
    ];
    play(readers, [0, 590]);
    const seen = new Set<string>();
    for (let nowS = 591; nowS < 1_500; nowS++) {
      play(readers, [nowS, nowS]);
      const { status, reason, requests, maybeSuccesses, maybeFailures } = one.judged(nowS);
      seen.add(`${status} ${reason} ${maybeFailures}`);
      // The window of a source stands still until it is known to be silent; pages that are late are not there yet.
      expect(requests).toBeLessThanOrEqual(5 * (WINDOW_S + 60));
      expect(requests + maybeSuccesses).toBeGreaterThanOrEqual(5 * (WINDOW_S - 60));
    }
    expect([...seen]).toEqual(['UP success-ratio 0']);
    const last = one.judged(1_499);
    expect(Math.abs(last.requests - 5 * WINDOW_S)).toBeLessThanOrEqual(10);
    expect(numbers(last).slice(1)).toEqual([0, 0, 0]);
  });

  it.each<[string, readonly [number, number], Gateway, number]>([
    ['begins anew', [600, 600], (atS) => (atS < 600 ? busy(5, 0)(atS) : busy(5, 0, 0)(atS - 600)), 40],
    [
      'begins anew after half a minute',
      [600, 630],
      (atS) => (atS < 600 ? busy(5, 0)(atS) : busy(5, 0, 0)(atS - 630)),
      40,
    ],
  ])('is counted once when it %s', (_, [endS, beginS], course, most) => {
    const one = new LedgerService();
    const gateway: Gateway = (atS) => (atS >= endS && atS < beginS ? undefined : course(atS));
    const readers = [
      { service: one, gateway },
      { service: one.beside(), gateway, phaseS: 4 },
    ];
    play(readers, [0, 590]);
    for (let nowS = 591; nowS < 1_200; nowS++) {
      play(readers, [nowS, nowS]);
      const { status, requests, maybeSuccesses } = one.judged(nowS);
      expect(status).toBe('UP');
      expect(requests).toBeLessThanOrEqual(5 * (WINDOW_S + 15));
      expect(requests + maybeSuccesses).toBeGreaterThanOrEqual(5 * (WINDOW_S - (beginS - endS) - most));
    }
    expect(Math.abs(one.judged(1_199).requests - 5 * WINDOW_S)).toBeLessThanOrEqual(10);
  });

  it.each<[string, boolean]>([
    ['both lose it', false],
    ['the first loses it, and the other is told that it has left', true],
  ])('is unknown once when %s', (_, isGone) => {
    const one = new LedgerService();
    const other = one.beside();
    const gateway = until(busy(5, 0), 600);
    const readers = [
      { service: one, gateway },
      { service: other, gateway, phaseS: 4, untilS: 600 },
    ];
    play(readers, [0, 645]);
    if (isGone) other.gone(630, `of ${ADDRESS}`).polled(646);
    play([readers[0]!], [646, 660]);
    const { maybeFailures } = one.judged(660);
    // As in one source: what it may have served since its last page, in seconds.
    const servedS = maybeFailures / 5;
    expect(servedS).toBeLessThanOrEqual(660 - 585);
    if (!isGone) expect(servedS).toBeGreaterThanOrEqual(30);
  });

  it('goes on when it has left the discovery of one of them, and comes back to it', () => {
    const one = new LedgerService();
    const gateway = busy(5, 0);
    const [first, second] = [
      { service: one, gateway },
      { service: one.beside(), gateway, phaseS: 4 },
    ];
    play([first, second], [0, 600]);
    one.gone(615, `of ${ADDRESS}`).polled(615);
    for (let nowS = 616; nowS < 1_500; nowS++) {
      play(nowS < 900 ? [second] : [first, second], [nowS, nowS]);
      const { status, requests, maybeFailures } = one.judged(nowS);
      expect([status, maybeFailures]).toEqual(['UP', 0]);
      expect(Math.abs(requests - 5 * WINDOW_S)).toBeLessThanOrEqual(5 * 60);
    }
    expect(numbers(one.judged(1_499))).toEqual([1_500, 0, 0, 0]);
  });

  it('is DOWN all the time when it fails, and the sources that read it take turns', () => {
    const one = new LedgerService();
    const gateway = busy(1, 4);
    const silent = (...times: (readonly [number, number])[]): Gateway => {
      return (atS) => (times.some(([fromS, toS]) => atS >= fromS && atS < toS) ? undefined : gateway(atS));
    };
    const readers = [
      { service: one, gateway: silent([600, 900], [1_500, 1_800]) },
      { service: one.beside(), gateway: silent([1_000, 1_400]), phaseS: 4 },
      { service: one.beside(), gateway: silent([600, 700], [1_000, 1_200]), phaseS: 8, everyS: 30 },
    ];
    play(readers, [0, 400]);
    for (let nowS = 401; nowS < 2_400; nowS++) {
      play(readers, [nowS, nowS]);
      const { status, requests, maybeSuccesses } = one.judged(nowS);
      expect([nowS, status, maybeSuccesses <= 60]).toEqual([nowS, 'DOWN', true]);
      expect(requests).toBeLessThanOrEqual(5 * (WINDOW_S + 60));
    }
    expect(one.readTwice.map(({ sources }) => sources.join())).toEqual(['0,1', '0,1,2']);
  });

  it('brings to a base path that is declared later what it was served, once', () => {
    const one = new LedgerService();
    const other = one.beside();
    const gateway = busy(4, 1);
    const readers = [
      { service: one, gateway },
      { service: other, gateway, phaseS: 4 },
    ];
    one.leads = other.leads = false;
    play(readers, [0, 600]);
    one.leads = other.leads = true;
    play(readers, [601, 640]);
    expect(Math.abs(one.judged(640).requests - 5 * WINDOW_S)).toBeLessThanOrEqual(50);
  });
});
