import { describe, expect, it } from '@jest/globals';
import {
  problems,
  raccoonScene,
  START,
  totals,
  type PlayedMonitoring,
  type SceneOver,
} from '../../../test/support/raccoon-scene.js';
import type { StoredSeries } from '../../../test/support/sample-store.js';
import { growing, storedGateway, type StoredGateway } from '../../../test/support/stored-gateway.js';

/** A gateway of which each count is shared by so many consumers, one series each. */
function shared(consumers: number, gateway: StoredGateway): StoredSeries[] {
  return storedGateway(gateway).flatMap((series) => {
    if (series.labels['__name__'] !== 'kong_http_requests_total') return [series];
    return Array.from({ length: consumers }, (_, consumer) => ({
      ...series,
      labels: { ...series.labels, consumer: `c-${consumer}` },
    }));
  });
}
const having =
  (consumers: number, ...gateways: StoredGateway[]) =>
  ({ store }: PlayedMonitoring): void =>
    void (store.series = gateways.flatMap((each) => shared(consumers, each)));
/** A gateway that serves so many requests a second and consumer, all well. */
const serving = (perSecond: number, over: Partial<StoredGateway> = {}): StoredGateway => ({
  counts: { 'eni-echo-v1 200': growing(perSecond, START) },
  ...over,
});
const scene = (prepare: NonNullable<SceneOver['prepare']>, settings: SceneOver['settings'] = {}) =>
  raccoonScene({ prepare, settings: { maximumSeries: 4, ...settings } });
const from = (since: number) => (seconds: number) => (seconds >= START + since ? true : undefined);
const queries = (monitoring: PlayedMonitoring, kind: 'samples' | 'sums' | 'times') =>
  monitoring.asked(kind).map(({ query, at }) => `${query} ${at}`);

describe('with more series than maximumSeries', () => {
  it('asks for sums by instance, name and outcome, in slices, and counts what they show', async () => {
    const { monitoring, sink, end } = await scene(having(5, serving(1)));
    expect(monitoring.asked('samples')).toHaveLength(1);
    const sum =
      'sum by (__name__,instance,job,prometheus_replica,replica,__replica__,route,exported_route,code,exported_code)';
    const ofMinute = '[60001ms:15s]';
    expect(queries(monitoring, 'sums')).toEqual([
      `${sum} (kong_http_requests_total)${ofMinute} -15`,
      `${sum} (kong_http_requests_total)[15001ms:15s] -315`,
      ...[-255, -195, -135, -75, -15].map((at) => `${sum} (kong_http_requests_total)${ofMinute} ${at}`),
    ]);
    // Once, to see whether the times of the targets' `up` are those of the samples.
    expect(queries(monitoring, 'times')).toEqual([
      'max by (instance,job,prometheus_replica,replica,__replica__) (timestamp(kong_http_requests_total))[1ms:15s] -15',
    ]);
    expect(totals(sink)).toEqual({ requests: 5 * 290, failures: 0, doubtful: 0 });
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('sums by the label that Prometheus renamed, too', async () => {
    const { sink, end } = await scene(({ store }) => {
      store.series = shared(5, serving(1)).map(({ labels, ...series }) => {
        const { route, ...others } = labels;
        if (route === undefined) return { ...series, labels };
        return { ...series, labels: { ...others, route: 'gateway-monitor', exported_route: route } };
      });
    });
    expect(totals(sink).requests).toBe(5 * 290);
    await end();
  });

  it('says so, and how many there are, until they are few again', async () => {
    const { clock, monitoring, log, metric, end } = await scene(having(5, serving(1)));
    const lines = () => log.lines.filter((line) => /sums|one by one/.test(line));
    const summed = 'warn too many series: sums are read {"source":"raccoon","series":5,"maximumSeries":4}';
    await clock.advance(30_000);
    expect([lines(), await metric('heartbeat_source_summed')]).toEqual([[summed], { '': 1 }]);
    having(2, serving(1))(monitoring);
    await clock.advance(720_000);
    const again = 'info series are read one by one again {"source":"raccoon","maximumSeries":4}';
    expect([lines(), await metric('heartbeat_source_summed')]).toEqual([[summed, again], { '': 0 }]);
    await end();
  });

  it('reaches back to the last good poll and two scrapes afterwards, by as many steps', async () => {
    const { clock, monitoring, end } = await scene(having(5, serving(1)));
    await clock.advance(15_000);
    expect(queries(monitoring, 'sums').at(-1)).toContain('[45001ms:15s] 0');
    expect(monitoring.asked('samples')).toHaveLength(1);
    await end();
  });

  it.each([
    ['as often as it polls', 15, 15_000, '15s'],
    ['more often than it polls', 5, 15_000, '5s'],
    ['much more often than it polls', 1, 30_000, '7500ms'],
    ['less often than it polls', 60, 15_000, '15s'],
    ['at odd times', 10, 15_000, '7500ms'],
  ])('misses no scrape of what is scraped %s', async (_, scrapeSeconds, pollEveryMs, step) => {
    const { clock, monitoring, sink, end } = await scene(
      (monitoring) => {
        having(5, serving(1))(monitoring);
        monitoring.store.scrapeSeconds = scrapeSeconds;
        monitoring.store.phaseSeconds = 0;
      },
      { pollEveryMs },
    );
    const before = totals(sink).requests;
    await clock.advance(240_000);
    expect(totals(sink).requests - before).toBe(5 * 240);
    expect(totals(sink).doubtful).toBe(0);
    expect(problems(sink)).toEqual([]);
    expect(queries(monitoring, 'sums').at(-1)).toContain(`:${step}]`);
    await end();
  });

  it('counts the first failures of a new sum, and those of a new series in a sum', async () => {
    const { clock, sink, end } = await scene((monitoring) => {
      having(5, {
        counts: {
          'eni-echo-v1 200': growing(1, START),
          'eni-echo-v1 503': (seconds) => (seconds > START ? 4 : undefined),
        },
      })(monitoring);
      const [series] = shared(1, { counts: { 'eni-echo-v1 503': (at) => (at > START + 30 ? 3 : undefined) } });
      const late = { ...series!, labels: { ...series!.labels, consumer: 'late' } };
      monitoring.store.series = [...monitoring.store.series, late];
    });
    await clock.advance(30_000);
    expect(totals(sink).failures).toBe(5 * 4);
    await clock.advance(30_000);
    expect(totals(sink).failures).toBe(5 * 4 + 3);
    await end();
  });

  it.each([
    ['says when it began', (seconds: number) => (seconds < START + 2 ? START - 90_000 : START + 2)],
    ['says nothing', undefined],
  ])('counts from zero after a restart of a gateway that %s', async (_, startedAt) => {
    const born = START + 2;
    const { clock, sink, end } = await scene(
      having(5, {
        counts: { 'eni-echo-v1 200': (seconds) => (seconds < born ? 50_000 : (seconds - born) * 3) },
        ...(startedAt && { startedAt }),
      }),
    );
    expect(totals(sink).requests).toBe(0);
    await clock.advance(45_000);
    expect(totals(sink).requests).toBe(5 * (25 - 2) * 3);
    await end();
  });

  it('counts copies once, and keeps to one while it goes on', async () => {
    const { clock, sink, end } = await scene(
      having(
        5,
        serving(2, { labels: { replica: 'a' }, phaseSeconds: 10 }),
        serving(2, { labels: { replica: 'b' }, phaseSeconds: 3 }),
      ),
    );
    const before = totals(sink).requests;
    expect(before).toBe(5 * 580);
    await clock.advance(60_000);
    expect(totals(sink).requests - before).toBe(5 * 120);
    await end();
  });

  it('tells two clusters with the same job and instance apart by what their targets have', async () => {
    const { clock, monitoring, sink, end } = await scene(
      having(5, serving(2, { labels: { cluster: 'eu' } }), serving(3, { labels: { cluster: 'us' } })),
    );
    const before = totals(sink).requests;
    expect(before).toBe(5 * (580 + 870));
    await clock.advance(60_000);
    expect(totals(sink).requests - before).toBe(5 * 300);
    expect(queries(monitoring, 'sums').at(-1)).toContain('by (__name__,instance,job,cluster,');
    await end();
  });

  it('asks again for a job that comes later, whose targets have a label more', async () => {
    const { clock, monitoring, sink, end } = await scene(
      having(
        5,
        serving(1),
        serving(1, {
          instance: 'gw-2:8100',
          job: 'new',
          labels: { zone: 'a' },
          isUp: from(1),
        }),
      ),
    );
    await clock.advance(60_000);
    expect(queries(monitoring, 'sums').at(-1)).toContain('by (__name__,instance,job,zone,');
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('takes no label with an odd name into a query', async () => {
    const { monitoring, sink, end } = await scene(having(5, serving(1, { labels: { 'a) or (b': 'x' } })));
    expect(totals(sink).requests).toBe(5 * 290);
    expect(monitoring.http.queries().filter((query) => query.includes(' or '))).toEqual([]);
    await end();
  });

  it('counts what belongs to no up, and is pushed', async () => {
    const { clock, sink, end } = await scene(
      having(5, serving(1, { pushes: true, job: 'pushed', instance: 'pod-17', everySeconds: 30 })),
    );
    const before = totals(sink).requests;
    await clock.advance(120_000);
    expect(totals(sink).requests - before).toBe(5 * 120);
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('asks for the times of the samples where they are not those of the up', async () => {
    const { clock, monitoring, sink, end } = await scene((monitoring) => {
      having(5, serving(2))(monitoring);
      const { store } = monitoring;
      store.series = store.series.map((each) =>
        each.labels['__name__'] === 'up' ? { ...each, phaseSeconds: 3 } : each,
      );
    });
    await clock.advance(60_000);
    // The newest sample is of 40 s after the start; that of the `up` is of 33 s.
    expect(sink.completeMs).toBe((START + 40) * 1_000);
    expect(totals(sink)).toEqual({ requests: 5 * (580 + 120), failures: 0, doubtful: 0 });
    expect(queries(monitoring, 'times').at(-1)).toContain('[45001ms:15s] 45');
    await end();
  });

  it('asks for the times of the samples once in a window where they are those of the up', async () => {
    const { clock, monitoring, end } = await scene(having(5, serving(2)));
    await clock.advance(600_000);
    expect(monitoring.asked('times').map(({ at }) => at)).toEqual([-15, 285, 585]);
    await end();
  });

  it('asks for them from then on when something comes that has no up', async () => {
    const pushing = serving(1, { pushes: true, job: 'pushed', instance: 'pod-17', isUp: from(20) });
    const { clock, monitoring, sink, end } = await scene(having(5, serving(1), pushing));
    await clock.advance(90_000);
    expect(queries(monitoring, 'times').at(-1)).toContain('[45001ms:15s] 75');
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('names an instance that does not answer, and lets one go that has left', async () => {
    const { clock, sink, end } = await scene(
      having(
        5,
        serving(2),
        serving(2, { instance: 'gw-2:8100', isUp: (seconds) => seconds <= START + 30 }),
        serving(2, { instance: 'gw-3:8100', isUp: (seconds) => (seconds <= START + 30 ? true : undefined) }),
      ),
    );
    await clock.advance(480_000);
    expect(sink.faults.at(-1)).toMatchObject({
      code: 'instances-unobserved',
      detail: '1 gateway instances are not observed: gw-2:8100',
    });
    await end();
  });

  it('is stale when nothing is scraped any more, although servers look back for a sample', async () => {
    const { clock, monitoring, sink, end } = await scene(having(5, serving(2)));
    monitoring.store.frozenAt = START;
    await clock.advance(60_000);
    expect(problems(sink)).toEqual(['instances-unobserved ages', 'instances-unobserved ages']);
    await clock.advance(15_000);
    const frozen = sink.faults.slice(2).map(({ code, detail }) => `${code}: ${detail}`);
    expect(frozen).toEqual(['data-frozen: the newest sample is 70 s old, 5 s of it because of lag']);
    await end();
  });

  it.each([30, 60])('misses nothing where all is written %i s late', async (lateS) => {
    const { clock, monitoring, sink, end } = await scene((monitoring) => {
      having(5, serving(2))(monitoring);
      monitoring.store.frozenAt = START - lateS;
    });
    const before = totals(sink).requests;
    for (let second = 15; second <= 300; second += 15) {
      monitoring.store.frozenAt = START + second - lateS;
      await clock.advance(15_000);
      expect([second, problems(sink)]).toEqual([second, []]);
      expect(totals(sink)).toEqual({ requests: before + 10 * second, failures: 0, doubtful: 0 });
    }
    await end();
  });

  it.each([
    [15, 60, '[135001ms:15s]'],
    [60, 15, '[45001ms:15s]'],
    // There are four steps in the time between two polls, however often the gateway is scraped.
    [15, 1, '[22501ms:3750ms]'],
  ])('follows a scrape interval that is changed from %i s to %i s', async (before, after, range) => {
    const { clock, monitoring, sink, end } = await scene((monitoring) => {
      having(5, serving(2))(monitoring);
      monitoring.store.scrapeSeconds = before;
      monitoring.store.phaseSeconds = 0;
    });
    await clock.advance(120_000);
    expect(problems(sink)).toEqual([]);
    monitoring.store.scrapeSeconds = after;
    await clock.advance((3 * after + 30) * 1_000);
    const told = problems(sink).length;
    const counted = totals(sink).requests;
    await clock.advance(300_000);
    expect([problems(sink).slice(told), totals(sink).requests - counted]).toEqual([[], 5 * 600]);
    expect(queries(monitoring, 'sums').at(-1)).toContain(range);
    await end();
  });

  it('does not believe times that are later than what shows them', async () => {
    const { clock, monitoring, sink, end } = await scene(having(5, serving(2, { pushes: true })));
    const before = totals(sink).requests;
    monitoring.over['times'] = (request) => {
      const { body } = monitoring.truth(request);
      return { body: JSON.parse(JSON.stringify(body).replaceAll(/"\d{10}"/g, '"9999999999"')) as object };
    };
    await clock.advance(15_000);
    expect(problems(sink)).toEqual(['answer-dated ages']);
    monitoring.over = {};
    await clock.advance(15_000);
    expect(totals(sink).requests - before).toBe(5 * 60);
    await end();
  });

  it('gives no verdict when there are too many sums, too, and says what to change', async () => {
    const routes = Object.fromEntries([...'abcdef'].map((route) => [`${route} 200`, growing(1, START)]));
    const { clock, monitoring, sink, end } = await scene(having(2, { counts: routes }));
    await clock.advance(15_000);
    expect(problems(sink)).toEqual(['answer-partial partial', 'answer-partial partial']);
    expect(sink.faults[0]!.detail).toContain('6 sums by instance, name and status: raise maximumSeries');
    having(1, serving(1))(monitoring);
    await clock.advance(15_000);
    expect(queries(monitoring, 'samples').at(-1)).toContain('[60s] 15');
    expect(totals(sink).requests).toBe(290);
    await end();
  });
});

describe('a change between series and sums', () => {
  /** Two gateways, one of which leaves. */
  const few = having(
    1,
    serving(3),
    serving(1, { instance: 'gw-2:8100', isUp: (seconds) => (seconds <= START + 75 ? true : undefined) }),
  );
  /** While it is watched, more series of the other one come. */
  const many = (monitoring: PlayedMonitoring): void => {
    few(monitoring);
    const { store } = monitoring;
    const own = store.series.find(({ labels }) => labels['instance'] === 'gw-2:8100')!;
    const others = Array.from({ length: 6 }, (_, consumer) => ({
      labels: { ...own.labels, consumer: `late-${consumer}` },
      at: (seconds: number) =>
        seconds > START + 30 && own.at(seconds) !== undefined
          ? String(Math.floor((seconds - START - 30) / 5))
          : undefined,
    }));
    store.series = [...store.series, ...others];
  };
  /** What those have counted so many seconds after the start. */
  const late = (seconds: number): number => 6 * Math.floor((seconds - 30) / 5);

  it('counts nothing twice and loses nothing, there and back', async () => {
    const { clock, monitoring, sink, end } = await scene(many);
    const before = totals(sink).requests;
    expect(before).toBe(4 * 290);
    await clock.advance(60_000);
    expect(queries(monitoring, 'sums').length).toBeGreaterThan(0);
    // Up to the scrape at 40 s.
    expect(totals(sink)).toEqual({ requests: before + 4 * 60 + late(40), failures: 0, doubtful: 0 });
    const summed = totals(sink).requests;
    await clock.advance(720_000);
    expect(queries(monitoring, 'samples').at(-1)).toContain('[45s] 765');
    expect(totals(sink).requests).toBe(summed + 3 * 720 + 30 + late(70) - late(40));
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('waits while an instance is not observed: only the account knows of it', async () => {
    const far = { instance: 'far:8100', labels: { cluster: 'far' } };
    const silent = (seconds: number) => (seconds <= START + 30 ? true : undefined);
    const { clock, monitoring, sink, end } = await scene(({ store }) => {
      store.series = [...shared(2, serving(1)), ...shared(3, serving(1, { ...far, isUp: silent }))];
    });
    await clock.advance(840_000);
    expect(sink.faults.at(-1)!.detail).toBe('1 gateway instances are not observed: far:8100');
    expect(monitoring.asked('samples')).toHaveLength(1);
    await clock.advance(480_000);
    expect(monitoring.asked('samples').length).toBeGreaterThan(1);
    await end();
  });

  it.each([-210, -90])('goes on where it was when the slice that ends at %d s could not be read', async (endS) => {
    const { clock, monitoring, sink, end } = await scene(many);
    const before = totals(sink).requests;
    await clock.advance(30_000);
    monitoring.over['sums'] = ({ form }) => (Number(form.get('time')) === START + endS ? { status: 503 } : undefined);
    await clock.advance(30_000);
    expect(new Set(problems(sink))).toEqual(new Set(['http-503 ages']));
    monitoring.over = {};
    await clock.advance(30_000);
    expect(totals(sink).requests).toBe(before + 4 * 90 + late(70));
    expect(totals(sink).doubtful).toBe(0);
    await end();
  });

  it('loses nothing that came late', async () => {
    const { clock, monitoring, sink, end } = await scene((monitoring) => {
      few(monitoring);
      monitoring.store.series = [...monitoring.store.series, ...storedGateway(serving(1, { instance: 'gw-3:8100' }))];
    });
    const before = totals(sink).requests;
    const { store } = monitoring;
    const all = store.series;
    // The scrape at 25 s is not there when it is asked for first, and is when sums are read.
    store.series = all.map((each) => ({
      ...each,
      at: (seconds) =>
        seconds === START + 25 && each.labels['instance'] === 'gw-3:8100' ? undefined : each.at(seconds),
    }));
    await clock.advance(45_000);
    expect(monitoring.asked('sums')).toEqual([]);
    many(monitoring);
    store.series = [...store.series, ...all.filter(({ labels }) => labels['instance'] === 'gw-3:8100')];
    await clock.advance(15_000);
    expect(queries(monitoring, 'sums').at(-1)).toContain(' 45');
    expect(totals(sink)).toEqual({ requests: before + 5 * 60 + late(40), failures: 0, doubtful: 0 });
    await end();
  });

  it('goes on with what one cluster has written late beside another that is prompt', async () => {
    let nowS = START;
    const late = serving(2, {
      instance: 'far:8100',
      labels: { cluster: 'far' },
      counts: { 'eni-idle-v1 200': growing(2, START) },
      isUp: (seconds) => (seconds <= nowS - 60 ? true : undefined),
    });
    const { clock, monitoring, sink, end } = await scene(having(1, serving(2), late));
    const [own] = monitoring.store.series;
    const more = [...'abcd'].map((consumer) => ({ labels: { ...own!.labels, consumer }, at: () => '7' }));
    const before = totals(sink, '/eni/idle/v1').requests;
    for (let second = 15; second <= 150; second += 15) {
      nowS = START + second;
      if (second === 60) monitoring.store.series = [...monitoring.store.series, ...more];
      await clock.advance(15_000);
      expect([second, totals(sink, '/eni/idle/v1').requests]).toEqual([second, before + 2 * second]);
    }
    expect(monitoring.asked('sums').length).toBeGreaterThan(0);
    await end();
  });

  it('hands on what was read and not handed on', async () => {
    const { clock, monitoring, sink, end } = await scene(few);
    const before = totals(sink).requests;
    monitoring.over['samples'] = () => ({ status: 503 });
    await clock.advance(120_000);
    // The older of two slices is read, the newer is not.
    const asked = monitoring.asked('samples').length;
    monitoring.over['samples'] = () => (monitoring.asked('samples').length > asked + 2 ? { status: 503 } : undefined);
    await clock.advance(15_000);
    expect(totals(sink).requests).toBe(before);
    monitoring.over = {};
    const [own] = monitoring.store.series;
    const more = [...'abcd'].map((consumer) => ({ labels: { ...own!.labels, consumer }, at: () => '7' }));
    monitoring.store.series = [...monitoring.store.series, ...more];
    await clock.advance(15_000);
    expect(monitoring.asked('sums').length).toBeGreaterThan(0);
    // Up to the scrape at 130 s; the other gateway left after that at 70 s.
    expect(totals(sink).requests).toBe(before + 3 * 150 + 90);
    await end();
  });

  it('goes on with the copy that was read', async () => {
    const copies = ['a', 'b'].flatMap((replica) =>
      storedGateway(serving(2, { labels: { replica }, phaseSeconds: replica === 'a' ? 40 : 20 })),
    );
    const { clock, monitoring, sink, end } = await scene(({ store }) => {
      store.scrapeSeconds = 60;
      store.series = copies;
    });
    const before = totals(sink).requests;
    await clock.advance(45_000);
    const more = [...'cdef'].map((consumer) => ({ labels: { ...copies[0]!.labels, consumer }, at: () => '0' }));
    monitoring.store.series = [...copies, ...more];
    await clock.advance(135_000);
    expect(monitoring.asked('sums').length).toBeGreaterThan(0);
    // From the scrape of the first copy at -20 s to that at 160 s.
    expect([sink.completeMs, totals(sink).requests - before]).toEqual([(START + 160) * 1_000, 2 * 180]);
    await end();
  });

  it('does not take place while the sums are not answered', async () => {
    const { clock, monitoring, sink, end } = await scene(many);
    monitoring.over['times'] = () => ({ status: 503 });
    await clock.advance(90_000);
    expect(problems(sink).at(-1)).toBe('http-503 ages');
    few(monitoring);
    await clock.advance(15_000);
    // Half of what the other may have served after its last scrape.
    expect(totals(sink)).toEqual({ requests: 4 * 290 + 3 * 105 + 90, failures: 0, doubtful: 8 });
    await end();
  });
});

describe('a server that needs too long for all series', () => {
  const slow =
    (consumers: number) =>
    (monitoring: PlayedMonitoring): void => {
      having(consumers, serving(1))(monitoring);
      monitoring.over['samples'] = () => new Promise<never>(() => undefined);
    };

  it('is asked how many there are, and for sums where they are too many', async () => {
    const { clock, sink, wait, end } = await scene(slow(5), { timeoutMs: 300 });
    await wait(400);
    expect(problems(sink)).toEqual(['timeout ages']);
    await clock.advance(15_000);
    // The whole buckets of the window.
    expect(totals(sink).requests).toBe(5 * 295);
    await end();
  });

  it('is asked for them again where they are not', async () => {
    const { clock, monitoring, sink, wait, end } = await scene(slow(4), { timeoutMs: 300 });
    await wait(400);
    await clock.advance(15_000);
    await wait(400);
    expect(problems(sink)).toEqual(['timeout ages', 'timeout ages']);
    monitoring.over = {};
    await clock.advance(15_000);
    expect([totals(sink).requests, monitoring.asked('sums').length]).toEqual([4 * 290, 0]);
    await end();
  });
});

describe('a server that refuses what needs too much of it', () => {
  const refusing = (kinds: ('samples' | 'sums' | 'times')[], mostSeconds: number) => (monitoring: PlayedMonitoring) => {
    having(2, serving(1))(monitoring);
    for (const kind of kinds)
      monitoring.over[kind] = ({ form }) => {
        const [, range, unit] = /\[(\d+)(m?s)/.exec(form.get('query')!)!;
        return Number(range) / (unit === 'ms' ? 1_000 : 1) > mostSeconds + 1 ? { status: 422 } : undefined;
      };
  };

  it('is asked for shorter times', async () => {
    const { clock, monitoring, sink, end } = await scene(refusing(['samples'], 45));
    expect(totals(sink).requests).toBe(2 * 290);
    expect(queries(monitoring, 'samples').at(-1)).toContain('[30s] -15');
    await clock.advance(15_000);
    expect(queries(monitoring, 'samples').at(-1)).toContain('[45s] 0');
    expect(monitoring.asked('sums')).toEqual([]);
    await end();
  });

  it('is asked for sums where that does not help', async () => {
    const { sink, monitoring, end } = await scene(refusing(['samples'], 10));
    expect(totals(sink).requests).toBe(2 * 290);
    expect(monitoring.asked('samples').map(({ query }) => query.replace(/.*\[/, '['))).toEqual([
      '[60s]',
      '[30s]',
      '[15s]',
    ]);
    await end();
  });

  it('is asked for sums of shorter times at last, and refuses those, too', async () => {
    const { sink, monitoring, end } = await scene(refusing(['samples', 'sums', 'times'], 10));
    expect(problems(sink)).toEqual(['http-422 ages']);
    expect(monitoring.asked('sums').map(({ query }) => query.replace(/.*\[/, '['))).toEqual([
      '[60001ms:15s]',
      '[30001ms:15s]',
      '[15001ms:15s]',
    ]);
    await end();
  });

  it('is not asked for all series again and again because they are few', async () => {
    const { clock, monitoring, sink, end } = await scene(refusing(['samples'], 10));
    await clock.advance(15_000);
    const asked = monitoring.asked('samples').length;
    await clock.advance(900_000);
    expect(monitoring.asked('samples').length - asked).toBe(3);
    expect(problems(sink)).toEqual([]);
    await end();
  });
});
