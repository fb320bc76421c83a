import { describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../catalogue/base-path.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { metricsPages, type PageAnswer } from '../../../test/support/metrics-pages.js';
import { kongPage } from '../../../test/support/scrape-scene.js';
import { sourceContext } from '../../../test/support/source-context.js';
import { diagnoseGatewayScrape } from './diagnose.js';
import { GatewayScrapeSettings } from './gateway-scrape.settings.js';

const GOOD = kongPage({ 'eni-echo-v1 200': 1 });

async function findings(
  answers: readonly PageAnswer[],
  over: Partial<GatewayScrapeSettings> = {},
  declared = ['/eni/echo/v1'],
): Promise<string[]> {
  const http = metricsPages((url) => answers[Number(new URL(url).port) - 8_001]!);
  const context = sourceContext([], { http, catalogue: new PlayedCatalogue(declared as BasePath[], 1_000) });
  const urls = answers.map((_, index) => `http://gateway:${8_001 + index}/metrics`);
  const settings = Object.assign(new GatewayScrapeSettings(), { name: 'edge', dialect: 'kong', urls, ...over });
  const found = await diagnoseGatewayScrape(settings, context);
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

  it('shows no path and no secret of an address', async () => {
    expect((await findings([{ error: 'ECONNREFUSED' }])).join()).not.toContain('/metrics');
  });
});
