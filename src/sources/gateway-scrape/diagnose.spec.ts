import { describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../catalogue/base-path.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { metricsPages, type PageAnswer } from '../../../test/support/metrics-pages.js';
import { kongPage } from '../../../test/support/scrape-scene.js';
import { SystemClock } from '../../platform/clock/system-clock.js';
import { sourceContext } from '../../../test/support/source-context.js';
import { diagnoseGatewayScrape } from './diagnose.js';
import { GatewayScrapeSettings } from './gateway-scrape.settings.js';

/** Does not wait between the looks. */
class ImpatientClock extends SystemClock {
  override sleep(): Promise<void> {
    return Promise.resolve();
  }
}

const NO_NAMES = (): Promise<never> => Promise.reject(new Error('no such name'));

const GOOD = kongPage({ 'eni-echo-v1 200': 1 });

async function findings(
  answers: readonly PageAnswer[],
  over: Partial<GatewayScrapeSettings> = {},
  declared = ['/eni/echo/v1'],
): Promise<string[]> {
  const http = metricsPages((url) => answers[Number(new URL(url).port) - 8_001]!);
  const clock = new ImpatientClock();
  const context = sourceContext([], { http, clock, catalogue: new PlayedCatalogue(declared as BasePath[], 1_000) });
  const urls = answers.map((_, index) => `http://gateway:${8_001 + index}/metrics`);
  const settings = Object.assign(new GatewayScrapeSettings(), { name: 'edge', dialect: 'kong', urls, ...over });
  const found = await diagnoseGatewayScrape(settings, context, undefined, NO_NAMES);
  return found.map(({ level, text, remedy }) => [level, text, ...(remedy === undefined ? [] : [remedy])].join(' | '));
}

describe('the doctor of gateway-scrape', () => {
  it('says that all is well, of each instance', async () => {
    expect(await findings([GOOD, GOOD])).toEqual([
      'ok | gateway:8001 answers',
      'ok | 1 base paths have series of kong_http_requests_total',
      'ok | gateway:8002 answers',
      'ok | 1 base paths have series of kong_http_requests_total',
    ]);
  });

  it.each<[string, PageAnswer, RegExp]>([
    ['nothing listens', { error: 'ECONNREFUSED' }, /problem .*gateway:8001: nothing listens.*check the address/],
    ['the name is not known', { error: 'ENOTFOUND' }, /problem .*host name/],
    ['it is too slow', { error: 'ETIMEDOUT' }, /problem .*timeout/],
    ['it wants to know who we are', { status: 401 }, /problem .*401.*check auth/],
    ['it forbids', { status: 403 }, /problem .*403.*check auth/],
    ['the path is wrong', { status: 404 }, /problem .*404.*check the path of the metrics page/],
    ['the page is somewhere else', { status: 301 }, /problem .*301.*redirect leads to/],
    ['the certificate is not trusted', { error: 'SELF_SIGNED_CERT_IN_CHAIN' }, /problem .*tls\.caFile/],
    ['it is a login page', '<html></html>\n', /problem .*page-broken.*no metrics page/],
    ['the counter is absent', kongPage({}), /problem .*kong_http_requests_total.*status_code_metrics: true/],
    ['a count is no number', kongPage({ 'eni-echo-v1 200': 'NaN' }), /problem .*1 series hold no finite count/],
    [
      'A16: it could not count',
      `${GOOD}kong_nginx_metric_errors_total 7\n`,
      /problem .*could not count 7 times \(kong_nginx_metric_errors_total\).*prometheus_metrics/,
    ],
    ['a series is there twice', GOOD + GOOD.split('\n')[1] + '\n', /warning .*1 lines repeat a series/],
    [
      'the label of the base path is missing',
      'kong_http_requests_total{code="200"} 1\n',
      /problem .*no series of kong_http_requests_total has the label route/,
    ],
    [
      'the label of the status is missing',
      'kong_http_requests_total{route="eni-echo-v1"} 1\n',
      /problem .*no series of kong_http_requests_total has the label code/,
    ],
    ['nothing leads to a base path', kongPage({ 'stranger 200': 1 }), /problem .*no series leads to a base path/],
    ['a name is not declared', GOOD + 'kong_http_requests_total{route="stranger"} 1\n', /warning .*stranger/],
  ])('says what is wrong when %s', async (_, answer, said) => {
    expect((await findings([answer])).join('\n')).toMatch(said);
  });

  it('says that matchers leave nothing over, not that the counter is absent', async () => {
    const found = await findings([GOOD], { matchers: new Map([['zone', 'a']]) });
    expect(found[1]).toMatch(/problem .*none of the 1 series.*labels that are asked for.*matchers/);
  });

  it('tells of names that several base paths claim, before any series has them', async () => {
    const found = await findings([GOOD], {}, ['/eni/echo/v1', '/eni/a-b/v1', '/eni/a/b/v1']);
    expect(found.at(-1)).toMatch(/problem .*eni-a-b-v1 is claimed by/);
  });

  it.each<[string, string, RegExp]>([
    [
      'F2: by its metric',
      'envoy_cluster_upstream_rq{envoy_cluster_name="eni-echo-v1",envoy_response_code="200"} 7\n',
      /problem \| there are series of envoy_cluster_upstream_rq: this looks like Envoy .* \| set dialect: envoy$/m,
    ],
    [
      'by either of two, where both have the metric',
      'http_server_request_duration_seconds_count{http_route="/eni/echo/v1",http_response_status_code="200"} 7\n',
      /set dialect to the one that is your gateway: .*krakend, .*otel/,
    ],
  ])('recognises another gateway %s, and gives no advice for the one that is not there', async (_, page, said) => {
    const found = (await findings([page])).join('\n');
    expect(found).toMatch(said);
    expect(found).not.toContain('status_code_metrics');
  });

  it('tells two processes behind one address by a few looks', async () => {
    let look = 0;
    const pages = [kongPage({ 'eni-echo-v1 200': 900 }), kongPage({ 'eni-echo-v1 200': 20 })];
    const http = metricsPages(() => pages[look++ % 2]!);
    const context = sourceContext(['/eni/echo/v1'], { http, clock: new ImpatientClock() });
    const settings = { name: 'edge', dialect: 'kong', urls: ['http://gateway:8001/metrics'] };
    const found = await diagnoseGatewayScrape(
      Object.assign(new GatewayScrapeSettings(), settings),
      context,
      undefined,
      NO_NAMES,
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        level: 'problem',
        code: 'instances-mixed',
        remedy: expect.stringContaining('headless'),
      }),
    );
  });

  it('says what the labels are of requests that show no outcome, and which labels there are where one is missing', async () => {
    const odd =
      'kong_http_requests_total{route="eni-echo-v1",code="odd"} 30\nkong_http_requests_total{route="eni-echo-v1"} 4\n';
    expect((await findings([GOOD + odd])).join('\n')).toMatch(
      /34 of 35 requests on the page cannot be told apart by code: (?:code="odd" \(1 series\), no code|no code \(1 series\), code="odd") \(1 series\)/,
    );
    const other = 'kong_http_requests_total{service="eni-echo-v1",code="200"} 7\n';
    expect((await findings([other])).join('\n')).toContain('has the label route; they have code, service');
  });

  it('shows no path and no secret of an address', async () => {
    expect((await findings([{ error: 'ECONNREFUSED' }])).join()).not.toContain('/metrics');
  });
});
