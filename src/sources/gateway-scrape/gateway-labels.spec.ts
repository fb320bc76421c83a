import { afterEach, describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../catalogue/base-path.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { metricsPages } from '../../../test/support/metrics-pages.js';
import { ScrapeScene } from '../../../test/support/scrape-scene.js';
import { sourceContext } from '../../../test/support/source-context.js';
import { CustomDialectSettings } from '../dialects/custom-dialect.settings.js';
import { diagnoseGatewayScrape } from './diagnose.js';
import { GatewayScrapeSettings } from './gateway-scrape.settings.js';

const PATHS = ['/shop/api', '/shop/api/v1', '/shop/api/v2', '/eni/net/v1', '/eni/go/v1', '/eni/xx/v1', '/eni/echo/v1'];
type Counts = Record<string, number>;

describe('A page with labels as the field writes them', () => {
  let scene: ScrapeScene;
  afterEach(() => scene.end());

  /** What is counted where each of these series goes from 1 000 to its count more; idle base paths left out. */
  async function counted(over: Partial<GatewayScrapeSettings>, series: Counts): Promise<Record<string, number[]>> {
    scene = new ScrapeScene(1, over, new PlayedCatalogue(PATHS as BasePath[], 1_000));
    const page = (more: (count: number) => number): string =>
      Object.entries(series).reduce((text, [each, count]) => `${text}${each} ${1_000 + more(count)}\n`, '');
    await scene.round(page(() => 0));
    const found = await scene.round(page((count) => count));
    return Object.fromEntries(Object.entries(found).filter(([, [requests]]) => requests > 0));
  }

  const custom = (given: Partial<CustomDialectSettings>): Partial<GatewayScrapeSettings> => ({
    dialect: 'custom',
    custom: Object.assign(new CustomDialectSettings(), given),
  });
  const nginx = (path: string, status: string, ingress = 'shop-api'): string =>
    `nginx_ingress_controller_requests{host="h",ingress="${ingress}",namespace="n",path="${path}",status="${status}"}`;

  it('B2: does not credit a regex to the parent of what it means', async () => {
    const series = { [nginx('/shop/api/v[12]', '200')]: 200, [nginx('/shop/api', '503')]: 20 };
    expect(await counted({ dialect: 'ingress-nginx' }, series)).toEqual({ '/shop/api': [20, 20] });
    expect(scene.context.log.lines.join('\n')).toContain('/shop/api/v[12]');
  });

  it('B3: maps http_route without its slash, and with a method and a host before it', async () => {
    const otel = (route: string): string =>
      `http_server_request_duration_seconds_count{http_request_method="GET",http_route="${route}",http_response_status_code="200"}`;
    const series = {
      [otel('eni/net/v1/{id}')]: 3,
      [otel('GET /eni/go/v1/{id}')]: 4,
      [otel('GET api.example.com/eni/go/v1/')]: 5,
      [otel('api.example.com/eni/echo/v1/')]: 6,
    };
    const all = await counted({ dialect: 'otel' }, series);
    expect(all).toEqual({ '/eni/net/v1': [3, 0], '/eni/go/v1': [9, 0], '/eni/echo/v1': [6, 0] });
  });

  it('B4: reads the labels of a federation page that Prometheus had renamed', async () => {
    const federated = (code: string): string =>
      `kong_http_requests_total{service="kong-metrics",exported_service="echo",route="of the target",exported_route="eni-echo-v1",exported_code="${code}",code="eu",job="kong",instance="gw:8100"}`;
    const all = await counted({ dialect: 'kong' }, { [federated('200')]: 7, [federated('502')]: 3 });
    expect(all).toEqual({ '/eni/echo/v1': [10, 3] });
  });

  it('B5: counts classes that are one digit', async () => {
    const of = (label: string): string =>
      `envoy_cluster_upstream_rq_xx{envoy_response_code_class="${label}",envoy_cluster_name="eni-xx-v1"}`;
    const given = { codeLabel: 'envoy_response_code_class', nameLabel: 'envoy_cluster_name' };
    const settings = custom({ ...given, metric: 'envoy_cluster_upstream_rq_xx' });
    expect(await counted(settings, { [of('2')]: 90, [of('4')]: 5, [of('5')]: 10 })).toEqual({
      '/eni/xx/v1': [105, 10],
    });
  });

  it('B7: reads UTF-8 names, the metric in quotes, and asks for them', async () => {
    const of = (status: string): string =>
      `{"http.server.requests","url.path"="/eni/echo/v1","http.status"="${status}"}`;
    const given = { metric: 'http.server.requests', codeLabel: 'http.status', pathLabel: 'url.path' };
    const all = await counted(custom(given), { [of('200')]: 5, [of('500')]: 2, '{"other.metric"}': 1 });
    expect(all).toEqual({ '/eni/echo/v1': [7, 2] });
    expect(scene.asked.at(-1)?.['accept']).toContain('escaping=allow-utf-8');
  });

  it('B7: asks for names that all exporters have where it reads no others', async () => {
    await counted({ dialect: 'kong' }, { 'kong_http_requests_total{route="eni-echo-v1",code="200"}': 1 });
    expect(scene.asked.at(-1)?.['accept']).not.toContain('escaping');
  });

  it('B8: reads the first of several metrics that has series, with values of its own', async () => {
    const given = { metric: ['new_total', 'old_total'], codeLabel: 'outcome', nameLabel: 'api' };
    const outcomes = { success: ['ok'], failure: ['error'], excluded: ['gone'] };
    const of = (metric: string, outcome: string): string => `${metric}{api="eni-echo-v1",outcome="${outcome}"}`;
    const old = { [of('old_total', 'ok')]: 4, [of('old_total', 'error')]: 2, [of('old_total', 'gone')]: 9 };
    expect(await counted(custom({ ...given, outcomes }), old)).toEqual({ '/eni/echo/v1': [6, 2] });
    await scene.end();
    const both = { ...old, [of('new_total', 'ok')]: 1 };
    expect(await counted(custom({ ...given, outcomes }), both)).toEqual({ '/eni/echo/v1': [1, 0] });
  });

  it('B8: reads series with one of the values that are asked for, exactly', async () => {
    const of = (zone: string): string => `kong_http_requests_total{route="eni-echo-v1",code="200",zone="${zone}"}`;
    const series = { [of('a.b')]: 1, [of('c')]: 2, [of('axb')]: 4, [of('')]: 8, [of('a.b|c')]: 16 };
    const over = { dialect: 'kong', matchers: new Map([['zone', ['a.b', 'c']]]) };
    expect(await counted(over, series)).toEqual({ '/eni/echo/v1': [3, 0] });
  });
});

it('B2: the doctor names the label that cannot be read', async () => {
  const series =
    'nginx_ingress_controller_requests{host="h",ingress="shop-api",path="/shop/api/v[12]",status="200"} 1\n';
  const context = sourceContext(['/shop/api'], { http: metricsPages(() => series) });
  const over = { name: 'edge', dialect: 'ingress-nginx', urls: ['http://gateway/metrics'] };
  const found = await diagnoseGatewayScrape(Object.assign(new GatewayScrapeSettings(), over), context);
  expect(found.map(({ text }) => text).join('\n')).toContain('/shop/api/v[12]');
});
