import { describe, expect, it } from '@jest/globals';
import {
  ECHO,
  problems,
  raccoonScene,
  START,
  totals,
  type PlayedMonitoring,
} from '../../../test/support/raccoon-scene.js';
import { SampleStore } from '../../../test/support/sample-store.js';
import { growing, standing, storedGateway, type StoredGateway } from '../../../test/support/stored-gateway.js';

const having =
  (...gateways: StoredGateway[]) =>
  ({ store }: PlayedMonitoring): void =>
    void (store.series = gateways.flatMap(storedGateway));
/** A gateway that serves so many requests a second, all well. */
const serving = (perSecond: number, over: Partial<StoredGateway> = {}): StoredGateway => ({
  counts: { 'eni-echo-v1 200': growing(perSecond, START) },
  ...over,
});
const from = (since: number) => (seconds: number) => (seconds >= START + since ? true : undefined);
const until = (end: number) => (seconds: number) => (seconds <= START + end ? true : undefined);

describe('what is asked for', () => {
  it('reads the window and one scrape at first, in slices of a minute, and gives numbers at once', async () => {
    const { monitoring, sink, end } = await raccoonScene();
    const asked = monitoring.asked('samples').map(({ query, at }) => `${query.replace(/^.*\[/, '[')} ${at}`);
    // The newest slice first, which tells what the counter is called.
    expect(asked).toEqual([
      '[60s] -15',
      '[15s] -315',
      '[60s] -255',
      '[60s] -195',
      '[60s] -135',
      '[60s] -75',
      '[60s] -15',
    ]);
    expect(monitoring.asked('vital signs')).toMatchObject([{ query: expect.stringContaining('[315s]'), at: -15 }]);
    expect(totals(sink).requests).toBe(599);
    await end();
  });

  it('reaches back to the last good poll and two scrapes afterwards', async () => {
    const { clock, monitoring, end } = await raccoonScene();
    await clock.advance(15_000);
    const ranges = () => monitoring.asked('samples').map(({ query }) => query.replace(/^.*\[/, '['));
    expect(ranges().at(-1)).toBe('[45s]');
    monitoring.over['vital signs'] = () => ({ status: 503 });
    await clock.advance(30_000);
    monitoring.over = {};
    await clock.advance(15_000);
    expect(ranges().at(-1)).toBe('[75s]');
    await clock.advance(15_000);
    expect(ranges().at(-1)).toBe('[45s]');
    await end();
  });

  it.each([30, 45, 60])('misses nothing, and is not frozen, where all is written %i s late', async (lateS) => {
    const { clock, monitoring, sink, end } = await raccoonScene({
      prepare: ({ store }) => {
        store.series = storedGateway(serving(2));
        store.frozenAt = START - lateS;
      },
    });
    const before = totals(sink).requests;
    for (let second = 15; second <= 300; second += 15) {
      monitoring.store.frozenAt = START + second - lateS;
      await clock.advance(15_000);
      expect([second, problems(sink)]).toEqual([second, []]);
      expect(totals(sink)).toMatchObject({ requests: before + 2 * second, failures: 0, doubtful: 0 });
    }
    await end();
  });

  it('reads what one cluster has written late beside another that is prompt', async () => {
    let nowS = START;
    const late: StoredGateway = {
      instance: 'far:8100',
      labels: { cluster: 'far' },
      counts: { 'eni-idle-v1 200': growing(2, START) },
      isUp: (seconds) => (seconds <= nowS - 60 ? true : undefined),
    };
    const { clock, sink, end } = await raccoonScene({ prepare: having(serving(2), late) });
    const before = totals(sink, '/eni/idle/v1').requests;
    for (let second = 15; second <= 300; second += 15) {
      nowS = START + second;
      await clock.advance(15_000);
      expect(totals(sink, '/eni/idle/v1').requests).toBe(before + 2 * second);
    }
    await end();
  });

  it('knows the time between two scrapes by the samples', async () => {
    const { clock, monitoring, end } = await raccoonScene({ prepare: ({ store }) => (store.scrapeSeconds = 60) });
    await clock.advance(60_000);
    expect(monitoring.asked('samples').at(-1)!.query).toContain('[135s]');
    await end();
  });

  it.each<[string, StoredGateway[]]>([
    [
      'other jobs',
      [...'abcde'].map((name) => ({ instance: `${name}:9100`, job: 'node', counts: {}, everySeconds: 15 })),
    ],
    ['a job that pushes', [serving(0, { instance: 'gw-9:8100', job: 'edge', everySeconds: 15, pushes: true })]],
    [
      'another job with the counter',
      [...'abc'].map((name) => serving(0, { instance: `gw-${name}:8100`, job: 'edge', everySeconds: 15 })),
    ],
  ])('takes nobody for silent who is scraped more slowly than %s', async (_, others) => {
    const { clock, monitoring, sink, end } = await raccoonScene({
      prepare: having(serving(1, { everySeconds: 60 }), ...others),
    });
    // The first scrape of the account says nothing of the time before it.
    await clock.advance(30_000);
    for (let second = 30; second < 150; second += 15) {
      await clock.advance(15_000);
      expect(problems(sink)).toEqual([]);
      expect(totals(sink).doubtful).toBe(0);
    }
    expect(monitoring.asked('samples').at(-1)!.query).toContain('[135s]');
    await end();
  });

  it('waits no longer for a gateway because others are scraped more slowly', async () => {
    const slow = { counts: {}, everySeconds: 60 };
    const { clock, monitoring, end } = await raccoonScene({
      prepare: having(serving(1), ...[...'abcde'].map((name) => ({ ...slow, instance: `${name}:9100`, job: 'node' }))),
    });
    await clock.advance(15_000);
    expect(monitoring.asked('samples').at(-1)!.query).toContain('[45s]');
    await end();
  });

  it.each([45, 60])('is not frozen with its first poll where it polls every %i s', async (everyS) => {
    const { clock, monitoring, sink, end } = await raccoonScene({
      settings: { pollEveryMs: everyS * 1_000 },
      prepare: having(serving(2)),
    });
    expect(problems(sink)).toEqual([]);
    monitoring.store.frozenAt = START;
    await clock.advance(3 * everyS * 1_000);
    expect(problems(sink)).toContain('data-frozen ages');
    await end();
  });

  it('begins the account anew after a silence longer than the window', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene();
    const before = totals(sink).requests;
    monitoring.over['samples'] = () => ({ status: 503 });
    await clock.advance(600_000);
    monitoring.over = {};
    await clock.advance(15_000);
    expect(
      monitoring
        .asked('samples')
        .slice(-6)
        .map(({ at }) => at),
    ).toEqual([300, 360, 420, 480, 540, 600]);
    // The whole buckets of the window that ends at 595 s.
    expect(totals(sink).requests - before).toBe(610);
    expect(totals(sink).doubtful).toBe(0);
    await end();
  });

  it('asks for no more than the jobs of the gateways, once they are known', async () => {
    const { clock, monitoring, end } = await raccoonScene({
      prepare: having(serving(1, { job: 'kong (eu)' }), serving(1, { job: 'a"b|c', instance: 'gw-2:8100' })),
    });
    await clock.advance(15_000);
    const [first, later] = monitoring.asked('vital signs').map(({ query }) => query);
    expect(first).toBe('{__name__=~"up|process_start_time_seconds|kong_nginx_metric_errors_total"}[315s]');
    expect(later).toContain(String.raw`,job=~"a\"b\\|c|kong \\(eu\\)"}[45s]`);
    await end();
  });

  it('asks for all vital signs again when another job serves the counter', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene({
      prepare: having(serving(1), serving(1, { instance: 'gw-2:8100', job: 'new', isUp: from(5) })),
    });
    await clock.advance(15_000);
    const before = monitoring.asked('vital signs').length;
    await clock.advance(15_000);
    const queries = monitoring
      .asked('vital signs')
      .slice(before)
      .map(({ query }) => query);
    expect(queries.map((query) => query.includes('job=~'))).toEqual([true, false]);
    await clock.advance(15_000);
    expect(monitoring.asked('vital signs').at(-1)!.query).toContain('job=~"kong|new"');
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('asks with the matchers, and no tenant writes into a query', async () => {
    const { clock, monitoring, end } = await raccoonScene({
      prepare: having(
        serving(1, {
          labels: { namespace: 'kong"} or vector(1) or up{a="', workspace: '{{evil}}' },
          counts: { 'x"}or(evil) 200': growing(1, START), 'eni-echo-v1 2"00': growing(1, START) },
        }),
      ),
      settings: { matchers: new Map([['namespace', 'kong"} or vector(1) or up{a="']]) },
    });
    await clock.advance(60_000);
    const queries = monitoring.http.queries();
    expect(monitoring.asked('samples').at(-1)!.query).toBe(
      String.raw`kong_http_requests_total{namespace="kong\"} or vector(1) or up{a=\""}[45s]`,
    );
    expect(queries.length).toBeGreaterThan(10);
    expect(queries.filter((query) => /evil|eni|2"00/.test(query))).toEqual([]);
    await end();
  });

  it('takes the series that the matchers leave, and no others', async () => {
    const { sink, end } = await raccoonScene({
      prepare: having(
        serving(2, { labels: { zone: 'a' } }),
        serving(9, { instance: 'gw-2:8100', labels: { zone: 'b' } }),
      ),
      settings: { matchers: new Map([['zone', 'a']]) },
    });
    expect(totals(sink).requests).toBe(580);
    await end();
  });
});

describe('what is counted', () => {
  it('counts a series that is born from zero', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: having({
        counts: {
          'eni-echo-v1 200': growing(1, START),
          'eni-echo-v1 503': (seconds) => (seconds > START ? 4 : undefined),
        },
      }),
    });
    await clock.advance(30_000);
    expect(totals(sink).failures).toBe(4);
    await end();
  });

  it('counts from zero after a restart', async () => {
    const born = START + 2;
    const { clock, sink, end } = await raccoonScene({
      prepare: having({
        counts: { 'eni-echo-v1 200': (seconds) => (seconds < born ? 50_000 : (seconds - born) * 3) },
        startedAt: (seconds) => (seconds < born ? START - 90_000 : born),
      }),
    });
    expect(totals(sink).requests).toBe(0);
    await clock.advance(45_000);
    expect(totals(sink).requests).toBe((25 - 2) * 3);
    await end();
  });

  it('counts a restarted process whose counter is already above its old value', async () => {
    const born = START + 2;
    const { clock, sink, end } = await raccoonScene({
      prepare: having({
        counts: {
          'eni-echo-v1 200': (seconds) => (seconds < born ? 20 : (seconds - born) * 3),
          'eni-idle-v1 200': (seconds) => (seconds < born ? 9 : undefined),
        },
        startedAt: (seconds) => (seconds < born ? START - 90_000 : born),
      }),
    });
    await clock.advance(45_000);
    expect(totals(sink).requests).toBe((25 - 2) * 3);
    await end();
  });

  it.each(['replica', 'prometheus_replica'])('counts copies that differ by %s once', async (label) => {
    const { clock, sink, metric, end } = await raccoonScene({
      prepare: having(
        serving(2, { labels: { [label]: 'a' }, phaseSeconds: 10 }),
        serving(2, { labels: { [label]: 'b' }, phaseSeconds: 3 }),
      ),
    });
    const before = totals(sink).requests;
    expect(before).toBe(580);
    await clock.advance(60_000);
    expect(totals(sink).requests - before).toBe(120);
    expect(await metric('heartbeat_source_dropped_series_total')).toMatchObject({ duplicate: 0 });
    await end();
  });

  it('keeps to one copy while it goes on, however often it polls', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: (monitoring) => {
        having(
          serving(2, { labels: { replica: 'a' }, phaseSeconds: 40 }),
          serving(2, { labels: { replica: 'b' }, phaseSeconds: 20 }),
        )(monitoring);
        monitoring.store.scrapeSeconds = 60;
      },
      settings: { pollEveryMs: 5_000 },
    });
    const phases = new Set<number>();
    for (let poll = 0; poll < 40; poll++) {
      await clock.advance(5_000);
      phases.add((sink.completeMs! / 1_000) % 60);
    }
    expect([...phases]).toEqual([40]);
    await end();
  });

  it('counts copies twice where their label is not named', async () => {
    const { sink, end } = await raccoonScene({
      prepare: having(serving(2, { labels: { replica: 'a' } }), serving(2, { labels: { replica: 'b' } })),
      settings: { replicaLabels: [] },
    });
    expect(totals(sink).requests).toBe(2 * 580);
    await end();
  });

  it('goes on with the other copy when one ends', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: having(
        serving(2, { labels: { replica: 'a' }, phaseSeconds: 10, isUp: until(30) }),
        serving(2, { labels: { replica: 'b' }, phaseSeconds: 3 }),
      ),
    });
    const before = totals(sink).requests;
    await clock.advance(120_000);
    const counted = totals(sink).requests - before;
    expect(counted).toBeGreaterThanOrEqual(2 * (108 - 3 + 20) - 30);
    expect(counted).toBeLessThanOrEqual(2 * (108 - 3 + 20) + 30);
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('is not silent where one copy reaches it and the other does not', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: having(
        serving(2, { labels: { replica: 'a' }, phaseSeconds: 3 }),
        serving(2, { labels: { replica: 'b' }, phaseSeconds: 10, isUp: () => false }),
      ),
    });
    await clock.advance(120_000);
    expect(problems(sink)).toEqual([]);
    expect(totals(sink).doubtful).toBe(0);
    await end();
  });

  it('takes the restart of an instance with copies for a restart', async () => {
    // After the scrape of the one copy, and before that of the other.
    const born = START + 5;
    const counts = { 'eni-echo-v1 200': (seconds: number) => (seconds < born ? 50_000 : (seconds - born) * 3) };
    const startedAt = (seconds: number) => (seconds < born ? START - 90_000 : born);
    for (const phases of [
      [10, 3],
      [3, 10],
    ]) {
      const { clock, sink, end } = await raccoonScene({
        prepare: having(
          { counts, startedAt, labels: { replica: 'a' }, phaseSeconds: phases[0]! },
          { counts, startedAt, labels: { replica: 'b' }, phaseSeconds: phases[1]! },
        ),
      });
      await clock.advance(60_000);
      expect(problems(sink)).toEqual([]);
      expect(totals(sink).requests).toBeGreaterThanOrEqual((33 - 5) * 3);
      expect(totals(sink).requests).toBeLessThanOrEqual((45 - 5) * 3);
      await end();
    }
  });

  it('takes two clusters with the same job and instance for two instances', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: having(serving(2, { labels: { cluster: 'eu' } }), serving(3, { labels: { cluster: 'us' } })),
    });
    const before = totals(sink).requests;
    expect(before).toBe(580 + 870);
    await clock.advance(60_000);
    expect(totals(sink).requests - before).toBe(300);
    await end();
  });

  it('A10: counts series that belong to no up, births among them', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: having(
        serving(1, {
          pushes: true,
          job: 'pushed/kong',
          instance: 'pod-17',
          counts: {
            'eni-echo-v1 200': growing(1, START),
            'eni-echo-v1 503': (seconds) => (seconds > START ? 5 : undefined),
          },
        }),
        { instance: 'collector:8889', job: 'otel', counts: {} },
      ),
    });
    await clock.advance(60_000);
    expect(totals(sink).failures).toBe(5);
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('cares for no strangers in the job', async () => {
    const strangers = Array.from({ length: 20 }, (_, pod) => ({ instance: `pod-${pod}:80`, counts: {} }));
    const down = strangers.map((each) => ({ ...each, instance: `down-${each.instance}`, isUp: () => false }));
    const { clock, sink, end } = await raccoonScene({
      prepare: having(
        serving(2),
        serving(2, { instance: 'gw-2:8100', isUp: (seconds) => seconds < START + 20 }),
        serving(2, { instance: 'gw-3:8100', isUp: (seconds) => seconds < START + 20 }),
        ...strangers,
        ...down,
      ),
    });
    await clock.advance(15_000);
    expect(problems(sink)).toEqual([]);
    await clock.advance(75_000);
    const { code, detail } = sink.faults.at(-1)!;
    expect([code, detail]).toEqual([
      'instances-unobserved',
      '2 gateway instances are not observed: gw-2:8100, gw-3:8100',
    ]);
    expect(totals(sink).doubtful).toBeGreaterThan(100);
    await end();
  });

  it('lets a target go that leaves while others stay, and waits for one that does not answer', async () => {
    const doubtful = async (isUp: (seconds: number) => boolean | undefined) => {
      const { clock, sink, end } = await raccoonScene({
        prepare: having(serving(2), serving(2, { instance: 'gw-2:8100', isUp })),
      });
      await clock.advance(180_000);
      await end();
      return { doubtful: totals(sink).doubtful, codes: [...new Set(sink.faults.map(({ code }) => code))] };
    };
    const left = await doubtful(until(30));
    const silent = await doubtful((seconds) => seconds <= START + 30);
    expect(left.codes).toEqual([]);
    expect(left.doubtful).toBeLessThan(60);
    expect(silent.codes).toEqual(['instances-unobserved']);
    expect(silent.doubtful).toBeGreaterThan(200);
  });

  it('A11, A12: takes a cluster that falls silent beside another for unobserved, and its failures for unknown', async () => {
    const failing: StoredGateway = {
      counts: { 'eni-echo-v1 503': growing(2, START) },
      labels: { cluster: 'two' },
      isUp: until(90),
    };
    const { clock, sink, end } = await raccoonScene({
      prepare: having(serving(2, { labels: { cluster: 'one' } }), failing),
    });
    await clock.advance(600_000);
    expect(problems(sink).at(-1)).toBe('instances-unobserved ages');
    // As much as is seen of the other one: whether the base path is UP cannot be known.
    expect(totals(sink).doubtful).toBeGreaterThan(500);
    await end();
  });

  it('lets a pod go whose labels nobody else has when another has taken its place', async () => {
    const pod = (name: string, over: Partial<StoredGateway>): StoredGateway =>
      serving(2, { instance: `${name}:8100`, labels: { release: name }, ...over });
    const { clock, sink, end } = await raccoonScene({
      prepare: having(pod('old', { isUp: until(90) }), pod('new', { isUp: from(75) })),
    });
    await clock.advance(300_000);
    expect(problems(sink)).not.toContain('instances-unobserved ages');
    await end();
  });

  it('takes nobody for gone when all are old at once', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene({
      prepare: having(serving(2), serving(2, { instance: 'gw-2:8100' })),
    });
    monitoring.store.frozenAt = START;
    await clock.advance(120_000);
    expect(sink.completeMs).toBe((START + 105) * 1_000);
    expect([...new Set(problems(sink))]).toEqual(['instances-unobserved ages', 'data-frozen ages']);
    const before = totals(sink);
    monitoring.store.frozenAt = Infinity;
    await clock.advance(15_000);
    // All that grew meanwhile, in both: neither was new.
    expect(totals(sink).requests - before.requests).toBe(2 * 2 * 120);
    await end();
  });
});

describe('another counter of the dialect', () => {
  it('begins the account anew: what it shows first is no growth', async () => {
    const ofEnvoy = (name: string, label: string, isThere: (seconds: number) => boolean) => {
      const count = growing(2, START);
      const labels = {
        __name__: name,
        [label]: 'eni-echo-v1',
        envoy_response_code: '200',
        job: 'envoy',
        instance: 'e:1',
      };
      return { labels, at: (seconds: number) => (isThere(seconds) ? String(count(seconds)) : undefined) };
    };
    const { clock, sink, end } = await raccoonScene({
      prepare: ({ store }) =>
        (store.series = [
          ofEnvoy('envoy_cluster_upstream_rq', 'envoy_cluster_name', (seconds) => seconds <= START),
          ofEnvoy('envoy_vhost_route_upstream_rq', 'envoy_route', (seconds) => seconds > START + 60),
          { labels: { __name__: 'up', job: 'envoy', instance: 'e:1' }, at: () => '1' },
        ]),
      settings: { dialect: 'envoy' },
    });
    const before = totals(sink).requests;
    expect(before).toBe(580);
    await clock.advance(105_000);
    expect(problems(sink)).toContain('no-series ages');
    expect(totals(sink).requests - before).toBe(30 + 30);
    expect(totals(sink).doubtful).toBeGreaterThan(100);
    await end();
  });
});

describe('A15: another server behind the same address', () => {
  const both = [serving(2), serving(2, { instance: 'gw-2:8100' })];
  const poorer = new SampleStore(storedGateway(both[0]!), 15, 10);

  it.each<[string, ('samples' | 'vital signs')[]]>([
    ['all', ['samples', 'vital signs']],
    ['the samples', ['samples']],
  ])('that lacks an instance answers %s: a bad poll, and nothing is lost', async (_, kinds) => {
    const { clock, monitoring, sink, end } = await raccoonScene({ prepare: having(...both) });
    const before = totals(sink);
    for (const kind of kinds) monitoring.over[kind] = (request) => monitoring.truth(request, poorer);
    await clock.advance(30_000);
    expect(problems(sink)).toEqual(['answer-incomplete ages', 'answer-incomplete ages']);
    expect(totals(sink).requests).toBe(before.requests);
    monitoring.over = {};
    await clock.advance(15_000);
    expect(totals(sink).requests - before.requests).toBe(2 * 2 * 45);
    expect(totals(sink).doubtful).toBe(0);
    await end();
  });

  it('that lacks everything: a bad poll, and nothing is lost', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene({ prepare: having(...both) });
    const before = totals(sink);
    const empty = new SampleStore([]);
    for (let turn = 0; turn < 4; turn++) {
      const over = () => (turn % 2 === 0 ? monitoring.truth.bind(monitoring) : undefined);
      monitoring.over = over() ? { samples: (request) => monitoring.truth(request, empty) } : {};
      await clock.advance(15_000);
    }
    expect(problems(sink)).toEqual(['no-series ages', 'no-series ages']);
    expect(totals(sink).requests - before.requests).toBe(2 * 2 * 60);
    expect(totals(sink).doubtful).toBe(0);
    await end();
  });

  it('that has nothing of before goes on from what is known', async () => {
    const young = having(serving(2, { isUp: from(-10) }), serving(2, { instance: 'gw-2:8100', isUp: from(-10) }));
    const { clock, monitoring, sink, end } = await raccoonScene({ prepare: having(...both) });
    const before = totals(sink).requests;
    await clock.advance(30_000);
    young(monitoring);
    await clock.advance(30_000);
    expect(totals(sink).requests - before).toBe(2 * 2 * 60);
    expect(problems(sink)).toEqual([]);
    await end();
  });
});

describe('two processes behind one address', () => {
  it('are said to be mixed, and no verdict rests on what they serve', async () => {
    const isFirst = (seconds: number) => Math.floor(seconds / 15) % 2 === 0;
    const { clock, sink, end } = await raccoonScene({
      prepare: having({
        counts: {
          'eni-echo-v1 200': (seconds) => growing(0.2, START, isFirst(seconds) ? 9_000 : 400)(seconds),
          'eni-idle-v1 200': standing(7),
        },
        startedAt: (seconds) => START - (isFirst(seconds) ? 50_000 : 3_000),
      }),
    });
    await clock.advance(60_000);
    const mixed = sink.faults.findLast(({ code }) => code === 'instances-mixed');
    expect(mixed).toMatchObject({ effect: 'partial', about: expect.arrayContaining([ECHO]) });
    expect(mixed?.detail).toContain('gw-1:8100');
    await end();
  });
});

describe('a label that is another one with each poll, as the name of a pod', () => {
  it('is not remembered for ever, and nothing is counted twice for that', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene({ settings: { maximumSeries: 10 } });
    const series = monitoring.store.series;
    const before = totals(sink).requests;
    for (let poll = 0; poll < 20; poll++) {
      monitoring.store.series = series.map(({ labels, at }) => {
        const pod = labels['__name__'] === 'up' ? {} : { pod: `pod-${poll}` };
        return { labels: { ...labels, ...pod }, at };
      });
      await clock.advance(15_000);
    }
    // Two requests a second, and a failure each quarter of a minute.
    expect(totals(sink).requests - before).toBe(20 * 31);
    await end();
  });
});
