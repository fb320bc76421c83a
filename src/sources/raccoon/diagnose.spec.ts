import { expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { ECHO, PlayedMonitoring, START, WINDOW_MS } from '../../../test/support/raccoon-scene.js';
import { vectorBody } from '../../../test/support/scripted-http.js';
import { sourceContext } from '../../../test/support/source-context.js';
import { growing, storedGateway, type StoredGateway } from '../../../test/support/stored-gateway.js';
import type { StoredSeries } from '../../../test/support/sample-store.js';
import { diagnoseRaccoon } from './diagnose.js';
import { RaccoonSettings } from './raccoon.settings.js';

const SERVING: StoredGateway = { counts: { 'eni-echo-v1 200': growing(2, START) } };

interface Over {
  readonly settings?: Partial<RaccoonSettings>;
  /** Labels of the series that are there of the metrics of all dialects. */
  readonly there?: readonly Record<string, string>[];
}

async function findings(
  series: readonly StoredSeries[],
  { settings: own = {}, there = [] }: Over = {},
): Promise<string> {
  const clock = new ManualClock(START * 1_000);
  const monitoring = new PlayedMonitoring(clock);
  monitoring.store.series = series;
  const sample = { body: vectorBody(there.map((labels) => [labels, '1'])) };
  monitoring.over.samples = ({ form }) => (form.get('query')!.startsWith('topk') ? sample : undefined);
  const context = sourceContext([ECHO], { clock, http: monitoring.http.axios, windowMs: WINDOW_MS });
  const settings = Object.assign(new RaccoonSettings(), { name: 'raccoon', url: 'http://p', dialect: 'kong', ...own });
  const found = await diagnoseRaccoon(settings, context);
  return found.map(({ level, text, remedy = '' }) => `${level} | ${text} | ${remedy}`).join('\n');
}

it('A10: the doctor says what cannot be known where instances have no up', async () => {
  expect(await findings(storedGateway({ ...SERVING, pushes: true }))).toMatch(
    /warning \| 1 gateway instances have no up/,
  );
  expect(await findings(storedGateway(SERVING))).not.toContain('have no up');
});

it('A16: the doctor names the memory that is full where a gateway could not count', async () => {
  const lost: StoredSeries = {
    labels: { __name__: 'kong_nginx_metric_errors_total', instance: 'gw-1:8100', job: 'kong' },
    at: () => '7',
  };
  expect(await findings([...storedGateway(SERVING), lost])).toMatch(
    /problem \| .*could not count 7 times.*prometheus_metrics/,
  );
});

it('A18: the doctor says which base paths are stale, because only an instance had them that does not answer', async () => {
  const lost = storedGateway({
    instance: 'gw-2:8100',
    counts: { 'eni-echo-v1 200': growing(1, START) },
    isUp: (seconds) => seconds < START - 200,
  });
  const other = storedGateway({ counts: { 'eni-idle-v1 200': growing(2, START) } });
  expect(await findings([...lost, ...other])).toMatch(
    /warning \| 1 base paths have series, and none that is fresh: \/eni\/echo\/v1 are stale-source/,
  );
  const both = storedGateway({
    counts: { 'eni-idle-v1 200': growing(2, START), 'eni-echo-v1 200': growing(2, START) },
  });
  expect(await findings([...lost, ...both])).not.toContain('none that is fresh');
});

it('A20: the doctor says that two jobs scrape the same gateway', async () => {
  const counts = { 'eni-echo-v1 200': growing(2, START), 'eni-idle-v1 200': growing(3, START) };
  const startedAt = (): number => START - 86_400;
  const series = ['kong', 'all-pods'].flatMap((job) => storedGateway({ job, counts, startedAt }));
  expect(await findings(series)).toMatch(
    /warning \| the same gateway is scraped under two names and counted once: gw-1:8100 of job all-pods and gw-1:8100 of job kong/,
  );
});

it('the doctor says that two processes answer at one address', async () => {
  const counts = {
    'eni-echo-v1 200': (seconds: number) => (seconds % 30 < 15 ? 5_000 : 90) + Math.floor(seconds - START),
    'eni-idle-v1 200': (seconds: number) => (seconds % 30 < 15 ? 7_000 : 400) + Math.floor(seconds - START),
  };
  const startedAt = (seconds: number): number => START - (seconds % 30 < 15 ? 86_400 : 3_600);
  expect(await findings(storedGateway({ counts, startedAt }))).toMatch(
    /problem \| two or more processes answer at gw-1:8100 of job kong/,
  );
});

it('F2: the doctor recognises another gateway, and keeps its advice for the one that is set', async () => {
  const there = [{ __name__: 'envoy_cluster_upstream_rq', envoy_cluster_name: 'echo', envoy_response_code: '200' }];
  const said = await findings([], { there });
  expect(said).toMatch(
    /problem \| there are series of envoy_cluster_upstream_rq: this looks like Envoy.* \| set dialect: envoy/,
  );
  expect(said).toMatch(
    /problem \| there is no fresh series of kong_http_requests_total \| if kong is right: Kong 3 counts/,
  );
});

it('the doctor says what the labels are where matchers leave nothing over', async () => {
  const there = [{ __name__: 'kong_http_requests_total', route: 'eni-echo-v1', code: '200', zone: 'b\u001b' }];
  const said = await findings([], { there, settings: { matchers: new Map([['zone', 'a']]) } });
  expect(said).toContain(
    'kong_http_requests_total is there, and no series of it is one of kong_http_requests_total{zone="a"}; of those that are there, zone is "b\\u001b"',
  );
});

it('the doctor says which values of labels show no outcome', async () => {
  const counts = { 'eni-echo-v1 200': growing(2, START), 'eni-echo-v1 odd': growing(1, START) };
  expect(await findings(storedGateway({ counts }))).toMatch(
    /requests in the window cannot be told apart by code: code="odd" \(1 series\) \| look at the values of code/,
  );
});

it('the doctor doubts an instance that seems to restart again and again', async () => {
  const count = (seconds: number): number => ((((seconds - START) % 60) + 60) % 60) * 20;
  expect(await findings(storedGateway({ counts: { 'eni-echo-v1 200': count, 'eni-idle-v1 200': count } }))).toMatch(
    /warning \| 1 gateway instances restarted \d times in the last window.* \| if they did not, several processes answer in turn/,
  );
});
