import { afterEach, describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../catalogue/base-path.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import type { PageAnswer } from '../../../test/support/metrics-pages.js';
import { kongPage, ScrapeScene } from '../../../test/support/scrape-scene.js';

const ECHO = '/eni/echo/v1';
const OTHER = '/eni/other/v1';
const REFUSED = { error: 'ECONNREFUSED' };

describe('GatewayScrapeSource', () => {
  let scene: ScrapeScene;
  afterEach(() => scene.end());

  it('adds up what all instances gained, and gives idle base paths a sample of 0', async () => {
    scene = new ScrapeScene(2);
    const first = await scene.round(kongPage({ 'eni-echo-v1 200': 9_000, 'eni-other-v1 200': 4 }), kongPage({}));
    expect(first).toEqual({ [ECHO]: [0, 0], [OTHER]: [0, 0] });
    const second = await scene.round(
      kongPage({ 'eni-echo-v1 200': 9_005, 'eni-echo-v1 502': 2, 'eni-other-v1 200': 4 }),
      kongPage({ 'eni-echo-v1 404': 3 }),
    );
    expect(second).toEqual({ [ECHO]: [10, 2], [OTHER]: [0, 0] });
    expect(scene.effects).toEqual([]);
  });

  it('goes on with half of the instances and says which is dead, without its path', async () => {
    scene = new ScrapeScene(2);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1 }), kongPage({}));
    expect(await scene.round(kongPage({ 'eni-echo-v1 200': 4 }), REFUSED)).toEqual({ [ECHO]: [3, 0] });
    expect(scene.sink.faults).toEqual([
      { code: 'connection-refused', detail: 'gateway:8002: nothing listens at the address', effect: 'ages' },
    ]);
  });

  it('says partial when fewer than half answer, after what is wrong with each', async () => {
    scene = new ScrapeScene(3);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1 }), REFUSED, { status: 503 });
    expect(scene.effects).toEqual([
      'warming-up warming-up',
      'connection-refused ages',
      'http-503 ages',
      'too-few-targets partial',
    ]);
  });

  it('hands on nothing when all are dead', async () => {
    scene = new ScrapeScene(2);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1 }), kongPage({}));
    const record = scene.sink.record.bind(scene.sink);
    let recorded = 0;
    scene.sink.record = (samples) => {
      recorded++;
      record(samples);
    };
    expect(await scene.round(REFUSED, { error: 'ETIMEDOUT' })).toEqual({});
    expect(recorded).toBe(0);
    expect(scene.effects).toEqual(['connection-refused ages', 'timeout ages']);
  });

  it('says what may have been served when all are dead, and no more once one answers again', async () => {
    scene = new ScrapeScene(2, { goneAfterMs: 300_000 });
    const page = (count: number): string => kongPage({ 'eni-echo-v1 200': 90_000 + count });
    for (let round = 0; round <= 6; round++) await scene.round(page(20 * round), page(30 * round));
    const { wallMs: lastMs } = scene.clock.now();
    const unobserved = () => scene.sink.estimates.filter(({ missing }) => missing === 'unobserved');
    expect(unobserved()).toEqual([]);
    for (let round = 0; round < 12; round++) await scene.round(REFUSED, REFUSED);
    const secondsSince = (scene.clock.now().wallMs - lastMs) / 1_000;
    // 5 requests a second.
    const missing = unobserved().reduce((sum, { successes }) => sum + successes, 0);
    expect(Math.abs(missing - 5 * secondsSince)).toBeLessThanOrEqual(10);
    expect(unobserved().every(({ successes, failures }) => successes === failures)).toBe(true);
    await scene.round(page(420), REFUSED);
    const left = unobserved().reduce((sum, { successes }) => sum + successes, 0);
    expect(left).toBeLessThan(missing);
  });

  it('lets a base path age whose only instance is dead, though the others answer', async () => {
    scene = new ScrapeScene(2);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1 }), kongPage({ 'eni-other-v1 200': 1 }));
    expect(await scene.round(kongPage({ 'eni-echo-v1 200': 1 }), REFUSED)).toEqual({ [ECHO]: [0, 0] });
  });

  it('takes a declared base path whose series went away for idle while every instance answers', async () => {
    scene = new ScrapeScene(1);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1, 'eni-other-v1 200': 1 }));
    expect(await scene.round(kongPage({ 'eni-echo-v1 200': 1 }))).toEqual({ [ECHO]: [0, 0], [OTHER]: [0, 0] });
  });

  it('says no-series, and freshens nothing, when no instance has the counter any more', async () => {
    scene = new ScrapeScene(1);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1 }));
    expect(await scene.round(kongPage({}))).toEqual({});
    expect(scene.effects).toEqual(['no-series ages']);
    expect(scene.sink.faults[0]!.detail).toContain('status_code_metrics');
  });

  it.each<[string, PageAnswer, string]>([
    ['half a page', 'kong_http_requests_total{route="eni-echo-v1",code="502"} 9', 'page-broken'],
    ['no byte', '', 'page-broken'],
    ['HTML', '<html>\n', 'page-broken'],
    ['good lines, then a bad one', `${kongPage({ 'eni-echo-v1 502': 900 })}kong_http_requests_total{\n`, 'page-broken'],
    [
      'a label twice',
      `${kongPage({ 'eni-echo-v1 502': 900 })}kong_http_requests_total{route="x",route="y"} 1\n`,
      'page-broken',
    ],
    ['OpenMetrics without its end', { body: kongPage({}), type: 'application/openmetrics-text' }, 'page-broken'],
    ['500', { status: 500, body: kongPage({ 'eni-echo-v1 502': 900 }) }, 'http-500'],
    ['204', { status: 204 }, 'http-204'],
    ['302', { status: 302 }, 'redirected'],
    ['401', { status: 401 }, 'not-authorised'],
    ['a reset', { error: 'ECONNRESET' }, 'connection-reset'],
  ])('counts nothing of %s, and nothing twice when the gateway heals', async (_, answer, code) => {
    scene = new ScrapeScene(1);
    await scene.round(kongPage({ 'eni-echo-v1 200': 100 }));
    expect(await scene.round(answer)).toEqual({});
    expect(scene.effects).toEqual([`${code} ages`]);
    expect(await scene.round(kongPage({ 'eni-echo-v1 200': 110, 'eni-echo-v1 502': 5 }))).toEqual({ [ECHO]: [15, 5] });
    expect(scene.effects).toEqual([]);
  });

  it.each(['NaN', '+Inf', '-1', '9007199254740993'])(
    'gives no verdict on a base path with a count of %s',
    async (bad) => {
      scene = new ScrapeScene(1);
      await scene.round(kongPage({ 'eni-echo-v1 200': 1, 'eni-echo-v1 502': 1, 'eni-other-v1 200': 1 }));
      await scene.round(kongPage({ 'eni-echo-v1 200': 9, 'eni-echo-v1 502': bad, 'eni-other-v1 200': 5 }));
      const ofEcho = scene.sink.samples.filter(({ basePath }) => basePath === ECHO);
      expect(ofEcho.at(-1)).toMatchObject({ requests: 0, failures: 0, spoiled: true });
      expect(scene.sink.samples).toContainEqual(expect.objectContaining({ basePath: OTHER, requests: 4, failures: 0 }));
      expect(scene.effects).toEqual(['bad-data ages']);
      expect(
        await scene.round(kongPage({ 'eni-echo-v1 200': 10, 'eni-echo-v1 502': 1, 'eni-other-v1 200': 5 })),
      ).toEqual({
        [ECHO]: [1, 0],
        [OTHER]: [0, 0],
      });
    },
  );

  it('stamps samples with the time of asking, not with the end of a slow round', async () => {
    scene = new ScrapeScene(1);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1 }));
    const beganMs = scene.clock.now().wallMs - 1;
    const slow = scene.clock.sleep(3_000, new AbortController().signal);
    const page = slow.then(() => kongPage({ 'eni-echo-v1 200': 1 }));
    await scene.round(page as unknown as string);
    await scene.clock.advance(3_000);
    expect(scene.sink.samples.map(({ atMs }) => atMs)).toEqual([beganMs + 10_000]);
  });

  it.each([-3_600_000, -15_000, 3_600_000])('goes on after our clock was set by %i ms', async (byMs) => {
    scene = new ScrapeScene(1);
    let count = 0;
    const page = (): string => kongPage({ 'eni-echo-v1 200': (count += 5), 'eni-echo-v1 502': count });
    for (let round = 0; round < 5; round++) await scene.round(page());
    scene.clock.stepWall(byMs);
    for (let round = 0; round < 3; round++) await scene.round(page());
    expect(await scene.round(page())).toEqual({ [ECHO]: [10, 5] });
    expect(scene.effects).toEqual([]);
  });

  it('believes a page no younger than the times it gives, so that frozen data ages', async () => {
    scene = new ScrapeScene(1);
    const oldMs = scene.clock.now().wallMs - 60_000;
    const page = `kong_http_requests_total{route="eni-echo-v1",code="200"} 1 ${oldMs}\n`;
    await scene.round(page);
    expect(scene.sink.samples).toMatchObject([{ basePath: ECHO, atMs: oldMs }]);
    await scene.round(page);
    expect(scene.sink.samples).toEqual([]);
  });

  it('leaves excluded and unclassified requests out of the samples, and shows them', async () => {
    scene = new ScrapeScene(1);
    await scene.round(kongPage({ 'eni-echo-v1 200': 1 }));
    const page = kongPage({ 'eni-echo-v1 200': 2, 'eni-echo-v1 499': 5, 'eni-echo-v1 000': 7 });
    expect(await scene.round(page)).toEqual({ [ECHO]: [1, 0] });
    const shown = await scene.context.metrics.metrics();
    expect(shown).toContain('heartbeat_source_requests{source="edge",outcome="excluded"} 5');
    expect(shown).toContain('heartbeat_source_requests{source="edge",outcome="unclassified"} 7');
  });

  it('reports names that lead nowhere, or to several base paths, once in the log and each time as numbers', async () => {
    const colliding = ['/eni/a-b/v1', '/eni/a/b/v1'] as BasePath[];
    scene = new ScrapeScene(2, {}, new PlayedCatalogue([ECHO as BasePath, ...colliding], 1_000));
    const page = kongPage({ 'eni-echo-v1 200': 1, 'stranger 200': 5, 'stranger 502': 5, 'eni-a-b-v1 200': 5 });
    for (let round = 0; round < 3; round++) expect(await scene.round(page, page)).toEqual({ [ECHO]: [0, 0] });
    expect(scene.context.log.lines.filter((line) => line.includes('stranger'))).toHaveLength(1);
    expect(scene.context.log.lines.filter((line) => line.includes('claimed by several'))).toHaveLength(1);
    const shown = await scene.context.metrics.metrics();
    expect(shown).toContain('heartbeat_unmapped_series{source="edge"} 1');
    expect(shown).toContain('heartbeat_colliding_series{source="edge"} 1');
  });

  it('drops a route label of 10 kB and goes on with the rest', async () => {
    scene = new ScrapeScene(1);
    const page = kongPage({ 'eni-echo-v1 200': 1, [`${'x'.repeat(10_000)} 200`]: 1 });
    expect(await scene.round(page)).toEqual({ [ECHO]: [0, 0] });
    expect(await scene.context.metrics.metrics()).toContain(
      'heartbeat_source_dropped_series_total{source="edge",why="too-long"} 1',
    );
    expect(scene.context.log.lines.join()).not.toContain('xxx');
  });

  it('keeps the first of two lines of one series, and counts the other as dropped', async () => {
    scene = new ScrapeScene(1);
    const twice = (count: number): string => {
      const line = 'kong_http_requests_total{route="eni-echo-v1",code="200"}';
      return `${line} ${count}\n${line} 999999\n`;
    };
    await scene.round(twice(1));
    expect(await scene.round(twice(3))).toEqual({ [ECHO]: [2, 0] });
    expect(await scene.context.metrics.metrics()).toContain('why="duplicate"} 2');
  });

  it('knows a series again whose labels come in another order, also under another catalogue, and on one page', async () => {
    const catalogue = new PlayedCatalogue([ECHO] as BasePath[], 1_000);
    scene = new ScrapeScene(1, {}, catalogue);
    const one = (count: number): string => `kong_http_requests_total{route="eni-echo-v1",code="503"} ${count}\n`;
    const other = (count: number): string => `kong_http_requests_total{code="503", route="eni-echo-v1"} ${count}\n`;
    await scene.round(one(500_000));
    expect(await scene.round(other(500_003))).toEqual({ [ECHO]: [3, 3] });
    catalogue.update(new Map([['eni.yaml', [{ basePath: OTHER as BasePath }]]]));
    expect(await scene.round(other(500_004))).toEqual({ [ECHO]: [1, 1] });
    expect(await scene.round(one(500_005) + other(500_005))).toEqual({ [ECHO]: [1, 1] });
  });

  it('looks only at series that the matchers ask for', async () => {
    scene = new ScrapeScene(1, { matchers: new Map([['zone', 'a']]) });
    const page = (count: number): string =>
      ['a', 'b']
        .map((zone) => `kong_http_requests_total{route="eni-echo-v1",code="200",zone="${zone}"} ${count}\n`)
        .join('');
    await scene.round(page(0));
    expect(await scene.round(page(3))).toEqual({ [ECHO]: [3, 0] });
  });

  it('takes another counter of the dialect as a baseline when the gateway begins to show it', async () => {
    scene = new ScrapeScene(1, { dialect: 'envoy' });
    const cluster = (count: number): string =>
      `envoy_cluster_upstream_rq{envoy_cluster_name="eni-echo-v1",envoy_response_code="200"} ${count}\n`;
    const route = (count: number): string =>
      `envoy_vhost_route_upstream_rq{envoy_route="eni-echo-v1",envoy_response_code="200"} ${count}\n`;
    await scene.round(cluster(1_000));
    expect(await scene.round(cluster(1_010))).toEqual({ [ECHO]: [10, 0] });
    expect(await scene.round(cluster(1_020) + route(900))).toEqual({ [ECHO]: [0, 0] });
    expect(await scene.round(cluster(1_030) + route(910))).toEqual({ [ECHO]: [10, 0] });
    expect(await scene.round(cluster(1_040))).toEqual({ [ECHO]: [0, 0] });
  });

  it('gives no verdict on an address that leads to several instances in turn, and counts no lifetime', async () => {
    scene = new ScrapeScene(1);
    const first = (count: number): string => kongPage({ 'eni-echo-v1 200': 90_000, 'eni-echo-v1 503': count });
    const second = (count: number): string => kongPage({ 'eni-echo-v1 200': 4_000, 'eni-echo-v1 503': count });
    await scene.round(first(700));
    await scene.round(second(20));
    for (const page of [first(701), second(21), first(702)]) {
      expect(await scene.round(page)).toEqual({ [ECHO]: [0, 0] });
      expect(scene.effects).toEqual(['instances-mixed partial']);
    }
    for (let round = 0; round < 30; round++) await scene.round(first(703));
    expect(scene.effects).toEqual(['instances-mixed partial']);
    expect(await scene.round(first(705))).toEqual({ [ECHO]: [2, 2] });
    expect(scene.effects).toEqual([]);
  });

  it('follows the catalogue: a base path declared later has at once what was counted since the first page', async () => {
    const catalogue = new PlayedCatalogue([OTHER] as BasePath[], 1_000);
    scene = new ScrapeScene(1, {}, catalogue);
    await scene.round(kongPage({ 'eni-echo-v1 200': 5_000 }));
    await scene.round(kongPage({ 'eni-echo-v1 200': 6_000 }));
    catalogue.update(new Map([['eni.yaml', [{ basePath: ECHO as BasePath }]]]));
    expect(await scene.round(kongPage({ 'eni-echo-v1 200': 6_007 }))).toEqual({ [ECHO]: [1_007, 0] });
  });

  it('logs the trouble of an instance when it begins and when it ends, not in between', async () => {
    scene = new ScrapeScene(2);
    const good = kongPage({ 'eni-echo-v1 200': 1 });
    await scene.round(good, good);
    for (let round = 0; round < 5; round++) await scene.round(REFUSED, { status: 500 });
    await scene.round(good, good);
    const lines = scene.context.log.lines.filter((line) => /problem|well again/.test(line));
    expect(lines.map((line) => line.split(' {')[0])).toEqual([
      'warn source has a problem',
      'warn source has a problem',
      'info source is well again',
      'info source is well again',
    ]);
  });
});
