import { describe, expect, it } from '@jest/globals';
import { SCRAPE_S, type AboutPage, type Counters } from '../../support/ledger-pages.js';
import { Random } from '../../support/random.js';
import { LedgerService, type Judged } from '../../support/ledger-service.js';

/** The values of a page at a time. */
type Page = (atS: number) => Counters;
const WATCHED_S = 600;

/** Twenty good requests and so many failures a page, after a long life. */
const serving = (failures: number, base = 'x'): Page => {
  return (atS) => ({
    [`${base}|200`]: 1_000_000 + 20 * (atS / SCRAPE_S),
    [`${base}|502`]: 3_000 + failures * (atS / SCRAPE_S),
  });
};

/** Feeds a page and a poll every scrape, from one time up to another. */
function feed(
  service: LedgerService,
  [fromS, toS]: [number, number],
  page: Page,
  about: AboutPage = {},
): LedgerService {
  for (let atS = fromS; atS <= toS; atS += SCRAPE_S) service.page(atS, page(atS), about).polled(atS);
  return service;
}

function watched(page: Page, about: AboutPage = {}): LedgerService {
  return feed(new LedgerService(), [0, WATCHED_S], page, about);
}

/** The verdict and its counts for sure. */
function certain({ status, requests, failures }: Judged): [string, number, number] {
  return [status, requests, failures];
}

const renamed = (page: Page, by: string): Page => {
  return (atS) => Object.fromEntries(Object.entries(page(atS)).map(([series, value]) => [series + by, value]));
};

describe('A1: a label is added to all series', () => {
  it.each([
    ['an API that fails', 5, ['DOWN', 500, 100]],
    ['a good API', 0, ['UP', 400, 0]],
  ] as const)('of the page: nothing of %s is counted twice or whole', (_, failures, expected) => {
    const service = watched(serving(failures));
    feed(service, [615, 750], renamed(serving(failures), '|v2'));
    expect(certain(service.judged(750))).toEqual(expected);
  });

  it('of the target: the instance goes on under its new name', () => {
    const service = watched(serving(5), { instance: 'a', address: 'pod:1' }).gone(610, 'a');
    feed(service, [615, 750], serving(5), { instance: 'a, team edge', address: 'pod:1' });
    expect(certain(service.judged(750))).toEqual(['DOWN', 500, 100]);
  });
});

it('A2: a copy that is behind adds nothing', () => {
  const service = watched(serving(1));
  service.page(300, serving(1)(300)).page(585, serving(1)(585)).page(600, serving(9)(600)).polled(600);
  expect(certain(service.judged(600))).toEqual(['UP', 420, 20]);
});

it('A3: a counter that falls by ten of a million is no restart', () => {
  const service = watched(serving(5));
  feed(service, [615, 900], (atS) => ({ ...serving(5)(atS), 'x|200': 1_000_790 }));
  expect(certain(service.judged(900))).toEqual(['DOWN', 100, 100]);
});

describe('A4: a second process answers at the same address, its counters higher', () => {
  const second = (atS: number): Counters => ({ 'x|200': 1_060_000 + 20 * (atS / SCRAPE_S), 'x|502': 13_000 });

  it('by values: what lies between is not believed', () => {
    const judged = feed(watched(serving(0)), [615, 630], second).judged(630);
    expect([judged.status, judged.failures]).toEqual(['UNKNOWN', 0]);
  });

  it('by what it says of its start: no verdict', () => {
    const service = watched(serving(0), { startedAtS: -90_000 });
    const judged = feed(service, [615, 630], second, { startedAtS: -80_000 }).judged(630);
    expect([judged.status, judged.reason]).toEqual(['UNKNOWN', 'partial-source']);
  });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'A4: four workers answer at random, and no verdict rests on them: seed %i',
  (seed) => {
    const random = new Random(seed);
    const service = new LedgerService();
    for (let atS = 0; atS <= 3_000; atS += SCRAPE_S) {
      const life = random.pick([0.4, 1, 1.7, 2.2]);
      const page = {
        'x|200': Math.round(50_000 * life + 1.25 * atS),
        'x|502': Math.round(3_000 * life),
        'y|200': 7_000 * life + atS,
      };
      service.page(atS, page).polled(atS);
      expect([atS, service.judged(atS).status]).toEqual([atS, 'UNKNOWN']);
    }
  },
);

describe('A5: after a restart one counter is already above its old value', () => {
  const before: Counters = { 'x|200': 9_000, 'x|502': 400, 'y|200': 800, 'y|404': 70 };
  const after: Counters = { 'x|200': 100, 'x|502': 410, 'y|200': 20, 'y|404': 3 };

  it.each<[string, AboutPage, AboutPage]>([
    ['the other counters of the instance tell', {}, {}],
    ['its start tells', { startedAtS: -9_000 }, { startedAtS: 601 }],
  ])('every series counts from zero: %s', (_, old, anew) => {
    const service = watched(() => before, old);
    expect(certain(feed(service, [615, 630], () => after, anew).judged(630))).toEqual(['DOWN', 510, 410]);
  });
});

describe('A6: a burst of first failures stays in the window', () => {
  const good: Counters = { 'x|200': 50, 'y|200': 70 };
  const burst = (): LedgerService =>
    feed(
      watched(() => good),
      [615, 630],
      () => ({ ...good, 'x|502': 120 }),
    );

  it.each<[string, (service: LedgerService) => unknown]>([
    ['when the process restarts', (service) => feed(service, [645, 840], () => ({ 'x|200': 0, 'y|200': 1 }))],
    ['when it restarts and shows nothing', (service) => feed(service, [645, 840], () => ({}))],
    [
      'when the pod is replaced',
      (service) => feed(service.gone(640), [645, 840], () => ({ 'x|200': 0 }), { instance: 'b', startedAtS: 641 }),
    ],
  ])('%s', (_, then) => {
    const service = burst();
    then(service);
    expect(certain(service.judged(840))).toEqual(['DOWN', 120, 120]);
  });

  it('when a replica is dead, beside one that is well', () => {
    const service = burst();
    for (let atS = 645; atS <= 840; atS += SCRAPE_S)
      service.silent(atS).page(atS, { 'x|200': 5 }, { instance: 'b', startedAtS: -9_000 }).polled(atS);
    expect(certain(service.judged(840))).toEqual(['DOWN', 120, 120]);
  });
});

it.each<[string, AboutPage]>([
  ['that says when it began', { instance: 'b', startedAtS: 590 }],
  ['that does not', { instance: 'b' }],
])('A7: a burst on a pod younger than the window is counted, %s', (_, about) => {
  const service = watched(() => ({ 'x|200': 50 }));
  feed(service, [605, 635], () => ({ 'x|200': 0 }), about);
  feed(service, [650, 800], () => ({ 'x|200': 0, 'x|502': 120 }), about);
  expect(certain(service.judged(800))).toEqual(['DOWN', 120, 120]);
});

it('A8: one page without the series is nothing, also a window later', () => {
  const life = (): Counters => ({ 'x|200': 40_000, 'x|502': 9_000 });
  const service = feed(watched(life), [615, 615], () => ({}));
  for (let atS = 630; atS <= 1_260; atS += SCRAPE_S) {
    const { reason, requests, maybeSuccesses, maybeFailures } = feed(service, [atS, atS], life).judged(atS);
    expect([reason, requests, maybeSuccesses, maybeFailures]).toEqual(['no-traffic', 0, 0, 0]);
  }
});

describe('A9: pages are missing while an outage begins or ends', () => {
  /** One request a second, which fails between two times. */
  const failed = (atS: number, [fromS, toS]: [number, number]): number => Math.max(0, Math.min(atS, toS) - fromS);
  const outage = (span: [number, number]): Page => {
    return (atS) => ({ 'x|200': 40_000 + atS - failed(atS, span), 'x|502': 900 + failed(atS, span) });
  };
  const isDown = (nowS: number, span: [number, number]): boolean => failed(nowS, span) - failed(nowS - 300, span) > 30;
  /** Verdicts that are the other way round, two scrapes and a bucket before and after. */
  const isWrong = (status: string, nowS: number, span: [number, number]): boolean => {
    const allowed: string[] = [0, 10, 20, 30, 40].map((beforeS) => (isDown(nowS - beforeS, span) ? 'DOWN' : 'UP'));
    return status !== 'UNKNOWN' && !allowed.includes(status);
  };

  it.each<[string, (atS: number) => string, [number, number]]>([
    [
      'Heartbeat hears nothing for three minutes, an outage ends in it',
      (atS) => (atS < 790 ? 'lost' : 'page'),
      [560, 700],
    ],
    [
      'Heartbeat hears nothing for three minutes, an outage begins in it',
      (atS) => (atS < 790 ? 'lost' : 'page'),
      [700, 900],
    ],
    ['the page is away for four minutes, an outage lies in it', (atS) => (atS < 850 ? 'silent' : 'page'), [640, 780]],
    ['every other scrape fails', (atS) => (atS % 30 === 0 ? 'page' : 'silent'), [640, 780]],
  ])('%s: a verdict only if it holds either way', (_, how, span) => {
    const service = watched(outage(span));
    const wrong: [number, string][] = [];
    let verdicts = 0;
    for (let atS = 615; atS <= 1_400; atS += SCRAPE_S) {
      if (how(atS) === 'page') service.page(atS, outage(span)(atS));
      if (how(atS) === 'silent') service.silent(atS);
      if (how(atS) !== 'lost') service.polled(atS);
      const { status } = service.judged(atS);
      if (status !== 'UNKNOWN') verdicts++;
      if (isWrong(status, atS, span)) wrong.push([atS, status]);
    }
    expect(wrong).toEqual([]);
    expect(verdicts).toBeGreaterThan(10);
  });
});

it('A11: two of three gateways are not observed, beside 21 strangers that are well', () => {
  const service = new LedgerService();
  for (let atS = 0; atS <= 900; atS += SCRAPE_S) {
    for (const instance of ['a', 'b', 'c'])
      if (atS <= 600 || instance === 'a') service.page(atS, serving(0)(atS), { instance });
      else service.silent(atS, instance);
    for (let stranger = 0; stranger < 21; stranger++) service.page(atS, {}, { instance: `s${stranger}` });
    service.polled(atS);
  }
  const { status, reason } = service.judged(900);
  expect([status, reason]).toEqual(['UNKNOWN', 'partial-source']);
});

describe('A12: a part of the gateway fails and falls silent beside one that is well', () => {
  it('in one source: it is unknown', () => {
    const service = new LedgerService();
    for (let atS = 0; atS <= 900; atS += SCRAPE_S) {
      service.page(atS, serving(0)(atS), { instance: 'good' });
      if (atS <= 600) service.page(atS, serving(20)(atS), { instance: 'bad' });
      else service.silent(atS, 'bad');
      service.polled(atS);
      if (atS >= 330) expect([atS, service.judged(atS).status]).not.toEqual([atS, 'UP']);
    }
    expect(service.judged(900).reason).toBe('partial-source');
  });

  /** Two sources, of which the second sees nothing from one time to another; `at` is called after each evaluation. */
  function beside(page: Page, [fromS, toS]: [number, number], at: (atS: number, judged: Judged) => void): void {
    const good = new LedgerService();
    const bad = good.beside();
    for (let atS = 0; atS <= 2_400; atS += 5) {
      const isPoll = atS % SCRAPE_S === 0;
      if (isPoll) good.page(atS, serving(0)(atS)).polled(atS);
      if (isPoll && (atS <= fromS || atS >= toS)) bad.page(atS, page(atS), { address: 'b:1' }).polled(atS);
      else if (isPoll) bad.missed(atS);
      at(atS, good.judged(atS));
    }
  }

  it('in a source of its own: it is unknown for goneAfter, and then forgotten', () => {
    const seen = new Map<string, number[]>();
    beside(serving(20), [600, Infinity], (atS, { status, reason }) => {
      const verdict = `${status} ${reason}`;
      if (atS >= 600) seen.set(verdict, [...(seen.get(verdict) ?? []), atS]);
    });
    expect([...seen.keys()]).toEqual(['DOWN success-ratio', 'UNKNOWN partial-source', 'UP success-ratio']);
    const [down, unknown, up] = [...seen.values()] as [number[], number[], number[]];
    expect(down.at(-1)).toBeLessThan(unknown[0]!);
    expect(unknown.at(-1)).toBeLessThan(up[0]!);
    // Of what goes on till 1500 s, less than a tenth lies in the window from about 1770 s on.
    expect(up[0]).toBeGreaterThan(1_740);
    expect(up[0]).toBeLessThan(1_810);
  });

  it('in a source that was well, too: what was known of it stays, and with it what is unknown', () => {
    const judged = new Map<number, Judged>();
    beside(serving(0), [600, Infinity], (atS, said) => judged.set(atS, said));
    expect(judged.get(600)).toMatchObject({ status: 'UP', requests: 800 });
    expect(judged.get(630)).toMatchObject({ status: 'UP', maybeFailures: 0 });
    expect(judged.get(690)).toMatchObject({ status: 'UNKNOWN', maybeFailures: 120 });
    // 20 of each page of the one, and of the other up to 600 s; since then 20 a page are unknown.
    expect(judged.get(720)).toMatchObject({
      status: 'UNKNOWN',
      requests: 660,
      maybeSuccesses: 160,
      maybeFailures: 160,
    });
    expect(judged.get(885)).toMatchObject({ requests: 440, maybeSuccesses: 380, maybeFailures: 380 });
    expect(judged.get(1_200)).toMatchObject({ requests: 400, maybeSuccesses: 400, maybeFailures: 400 });
    expect(judged.get(1_810)).toMatchObject({ status: 'UP', maybeFailures: 0 });
  });

  it('in a source that comes back: what it counted takes the place of what was unknown', () => {
    const judged = new Map<number, Judged>();
    beside(serving(20), [600, 870], (atS, said) => judged.set(atS, said));
    expect(judged.get(865)).toMatchObject({ status: 'UNKNOWN' });
    expect(judged.get(870)).toMatchObject({ status: 'DOWN', requests: 1_200, failures: 400, maybeFailures: 0 });
  });

  it('in a source that was never reached: the other one decides', () => {
    const good = new LedgerService();
    const bad = good.beside();
    for (let atS = 0; atS <= 900; atS += SCRAPE_S) {
      good.page(atS, serving(0)(atS)).polled(atS);
      bad.missed(atS);
    }
    expect(certain(good.judged(900))).toEqual(['UP', 400, 0]);
  });

  it('in both sources: the evidence is stale', () => {
    const good = new LedgerService();
    const bad = good.beside();
    feed(good, [0, WATCHED_S], serving(0));
    feed(bad, [0, WATCHED_S], serving(20));
    for (let atS = 615; atS <= 705; atS += SCRAPE_S) for (const source of [good, bad]) source.missed(atS);
    expect(good.judged(705)).toMatchObject({ status: 'UNKNOWN', reason: 'stale-source', requests: 0 });
  });
});

describe('A13: Heartbeat begins with an empty window', () => {
  function statuses(page: Page, untilS: number): string[] {
    const service = new LedgerService();
    const seen: string[] = [];
    for (let atS = 0; atS <= untilS; atS += SCRAPE_S) seen.push(feed(service, [atS, atS], page).judged(atS).status);
    return seen;
  }

  it('within an outage of 25 s that ends: it is never DOWN', () => {
    const page: Page = (atS) => ({ 'x|200': 5_000 + Math.max(0, atS - 25), 'x|502': 100 + Math.min(atS, 25) });
    expect(new Set(statuses(page, 600))).toEqual(new Set(['UNKNOWN', 'UP']));
  });

  it('after an outage of which nothing is left to see: it is not UP before it must be', () => {
    const seen = statuses(serving(0), 600);
    expect(seen.indexOf('UP') * SCRAPE_S).toBeGreaterThanOrEqual(270);
    expect(seen.at(-1)).toBe('UP');
  });

  it('while nearly half succeeds: it is never UP', () => {
    const seen = statuses(serving(24), 600);
    expect(new Set(seen)).toEqual(new Set(['UNKNOWN', 'DOWN']));
  });
});

it('A16: what the gateway says that it could not count may have failed', () => {
  const service = watched(serving(0), { lost: 0 });
  for (let atS = 615; atS <= 900; atS += SCRAPE_S)
    service.page(atS, serving(0)(atS), { lost: Math.round((atS - 600) / 5) }).polled(atS);
  const { status, reason } = service.judged(900);
  expect([status, reason]).toEqual(['UNKNOWN', 'partial-source']);
});

describe('A17: others are left alone', () => {
  const routes = ['x', 'p', 'q', 'r', 's'];
  const all = (atS: number): Counters => Object.assign({}, ...routes.map((base) => serving(1, base)(atS))) as Counters;

  it('when one of five routes is reset', () => {
    const service = feed(watched(all), [615, 900], (atS) => ({
      ...all(atS),
      'p|200': 20 * ((atS - 600) / SCRAPE_S),
      'p|502': (atS - 600) / SCRAPE_S,
    }));
    expect(routes.map((base) => certain(service.judged(900, `/${base}`)))).toEqual(routes.map(() => ['UP', 420, 20]));
  });

  it('when a young gateway restarts beside another', () => {
    const service = watched(serving(0));
    for (let atS = 615; atS <= 900; atS += SCRAPE_S) {
      const since = (atS < 700 ? atS - 612 : atS - 695) / SCRAPE_S;
      service.page(atS, serving(0)(atS));
      service.page(atS, { 'x|200': Math.round(5 * since) }, { instance: 'young', startedAtS: atS < 700 ? 612 : 695 });
      service.polled(atS);
      expect([atS, service.judged(atS).status]).toEqual([atS, 'UP']);
    }
  });
});

it('A18: a name that is left out because it is not fresh is stale, and not without traffic', () => {
  const service = new LedgerService();
  for (let atS = 0; atS <= 900; atS += SCRAPE_S) {
    service.page(atS, serving(0, 'y')(atS), { instance: 'b' });
    if (atS <= 600) service.page(atS, serving(0)(atS));
    else service.silent(atS);
    service.polled(atS);
  }
  const { status, reason } = service.judged(900);
  expect([status, reason]).toEqual(['UNKNOWN', 'stale-source']);
});

it.each([15, 30, 60])('A22: a page every 60 s, asked for every %i s, makes nothing flap', (pollS) => {
  const service = new LedgerService(60);
  const seen = new Set<string>();
  for (let atS = 0; atS <= 1_200; atS += pollS) {
    if (atS % 60 === 0) service.page(atS, serving(0)(atS));
    const { status } = service.polled(atS).judged(atS);
    if (atS >= 360) seen.add(status);
  }
  expect([...seen]).toEqual(['UP']);
});
