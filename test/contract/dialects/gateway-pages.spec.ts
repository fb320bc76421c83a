import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../../src/catalogue/base-path.js';
import { metricsOf } from '../../../src/sources/dialects/dialect.js';
import { MappingSettings } from '../../../src/sources/dialects/dialect.settings.js';
import { DIALECTS } from '../../../src/sources/dialects/dialects.js';
import { PlayedCatalogue } from '../../support/played-catalogue.js';
import { ScrapeScene } from '../../support/scrape-scene.js';

const PAGES = 'test/contract/dialects/pages';
/** Gateways on nginx-lua-prometheus say nothing of their process, unless a patch of their operator does. */
const WITHOUT_START = ['kong', 'kong-legacy', 'apisix'];
const ECHO = '/eni/echo/v1';
const ORDERS = '/eni/orders/v1';

/** What the settings say beside the dialect, and the requests and failures that the page tells of each declared base path. */
interface Row {
  readonly dialect: string;
  readonly names?: Record<string, string>;
  readonly stripSuffixes?: string[];
  readonly matchers?: Record<string, string>;
  readonly told: Record<string, [requests: number, failures: number]>;
}

const ROWS: Record<string, Row> = {
  'kong-3.9': { dialect: 'kong', told: { [ECHO]: [197, 12] } },
  'kong-2.8': { dialect: 'kong-legacy', told: { [ECHO]: [100, 10], [ORDERS]: [20, 0] } },
  'envoy-gateway-1.5': { dialect: 'envoy', told: { [ECHO]: [100, 10] } },
  'contour-1.33': { dialect: 'envoy', names: { shop_echo_80: ECHO }, told: { [ECHO]: [100, 10] } },
  'envoy-grpc-1.36': { dialect: 'envoy-grpc', told: { [ECHO]: [100, 10] } },
  'istio-1.28': { dialect: 'istio', names: { 'shop/echo': ECHO }, told: { [ECHO]: [95, 15] } },
  'linkerd-2.18': { dialect: 'linkerd', names: { 'shop/echo': ECHO }, told: { [ECHO]: [100, 16] } },
  'linkerd-routes-2.18': { dialect: 'linkerd-routes', told: { [ECHO]: [100, 40], [ORDERS]: [8, 8] } },
  'ingress-nginx-1.14': { dialect: 'ingress-nginx', told: { [ECHO]: [200, 30] } },
  'traefik-3.6': {
    dialect: 'traefik',
    stripSuffixes: ['@docker'],
    told: { [ECHO]: [100, 10], [ORDERS]: [20, 2] },
  },
  'skipper-0.22': {
    dialect: 'skipper',
    names: { kube_shop__echo__api_example_com____eni_echo_v1__echo: ECHO },
    told: { [ECHO]: [100, 5] },
  },
  'skipper-0.21': { dialect: 'skipper', told: { [ECHO]: [44, 4] } },
  'haproxy-3.2': { dialect: 'haproxy', told: { [ECHO]: [100, 10] } },
  'openshift-router-4.20': {
    dialect: 'openshift-router',
    names: { 'billing/web': ORDERS },
    told: { [ECHO]: [100, 10], [ORDERS]: [30, 0] },
  },
  'nginx-vts-0.2': { dialect: 'nginx-vts', told: { [ECHO]: [100, 10] } },
  'nginx-vts-0.1': { dialect: 'nginx-vts', names: { 'api.example.com': ECHO }, told: { [ECHO]: [170, 12] } },
  'apisix-3.14': { dialect: 'apisix', told: { [ECHO]: [100, 10] } },
  'tyk-pump-1.12': { dialect: 'tyk', names: { '3f1c0d9e': ECHO }, told: { [ECHO]: [50, 5] } },
  'tyk-otel-5.13': {
    dialect: 'tyk-otel',
    names: { '3f1c0d9e': ECHO },
    told: { [ECHO]: [50, 5], [ORDERS]: [9, 0] },
  },
  'krakend-2.6': { dialect: 'krakend', told: { [ECHO]: [50, 5] } },
  'krakend-2.10': { dialect: 'krakend', told: { [ECHO]: [50, 5] } },
  'spring-cloud-gateway-4.3': { dialect: 'spring-cloud-gateway', told: { [ECHO]: [100, 10] } },
  'spring-mvc-5.0': { dialect: 'spring-mvc', told: { [ECHO]: [100, 10] } },
  'otel-1.23': { dialect: 'otel', told: { [ECHO]: [100, 10] } },
};

function pageOf(name: string): string {
  return readFileSync(`${PAGES}/${name}.prom`, 'utf8');
}

/** The page after as many requests again: every counter of the dialect is twice what it was. */
function again(page: string, { dialect }: Row): string {
  const counters = DIALECTS.find(({ name }) => name === dialect)!.counters.flatMap(metricsOf);
  return page.replaceAll(/^(\w+)(\{.*\}) (\d+)$/gm, (line, metric: string, labels: string, value: string) =>
    counters.includes(metric) ? `${metric}${labels} ${2 * Number(value)}` : line,
  );
}

async function toldBy(page: string, row: Row): Promise<Record<string, [number, number]>> {
  const { dialect, names = {}, stripSuffixes = [], matchers = {}, told } = row;
  const catalogue = new PlayedCatalogue(Object.keys(told) as BasePath[], 1_000);
  const mapping = Object.assign(new MappingSettings(), { names: new Map(Object.entries(names)), stripSuffixes });
  const scene = new ScrapeScene(1, { dialect, mapping, matchers: new Map(Object.entries(matchers)) }, catalogue);
  await scene.round(page);
  const counted = await scene.round(again(page, row));
  await scene.end();
  return counted;
}

describe('pages of real gateways', () => {
  it('has one of each dialect, and a row for each', () => {
    expect(readdirSync(PAGES).toSorted()).toEqual(
      Object.keys(ROWS)
        .map((name) => `${name}.prom`)
        .toSorted(),
    );
    expect(new Set(Object.values(ROWS).map(({ dialect }) => dialect))).toEqual(
      new Set(DIALECTS.map(({ name }) => name)),
    );
  });

  it.each(Object.entries(ROWS))('%s tells the requests and failures of each base path', async (name, row) => {
    expect(await toldBy(pageOf(name), row)).toEqual(row.told);
  });

  it.each(Object.entries(ROWS))('%s says where it is from and when, and has the facts of its dialect', (name, row) => {
    const page = pageOf(name);
    const { startFacts, lossCounters = [] } = DIALECTS.find((each) => each.name === row.dialect)!;
    expect(page).toMatch(/^# .*By hand from https:\/\/\S+, \d{4}-\d\d-\d\d\.\n/);
    for (const metric of lossCounters) expect(page).toMatch(new RegExp(`^${metric} `, 'm'));
    const facts = startFacts.filter(({ metric }) => new RegExp(`^${metric}[ {]`, 'm').test(page));
    expect(facts.length > 0).toBe(startFacts.length > 0 && !WITHOUT_START.includes(row.dialect));
  });
});
