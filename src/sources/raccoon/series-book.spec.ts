import { beforeEach, describe, expect, it } from '@jest/globals';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { MappingSettings } from '../dialects/dialect.settings.js';
import type { Dialect } from '../dialects/dialect.js';
import { envoy } from '../dialects/envoy.js';
import { envoyGrpc } from '../dialects/envoy-grpc.js';
import { GroupTable } from '../dialects/group-table.js';
import { ingressNginx } from '../dialects/ingress-nginx.js';
import { kong } from '../dialects/kong.js';
import { COUNTED } from '../ledger/counter-page.js';
import { SeriesBook } from './series-book.js';

const TARGET = { job: 'kong', instance: 'gw:8100' };
const REQUESTS = { __name__: 'kong_http_requests_total', ...TARGET };

function bookOf(dialect: Dialect = kong, maximum = 100): SeriesBook {
  const resolver = new BasePathResolver(new PlayedCatalogue([], 10).current(), new MappingSettings());
  return new SeriesBook(dialect, new GroupTable(resolver, maximum), ['replica']);
}

describe('SeriesBook', () => {
  let book: SeriesBook;
  beforeEach(() => void (book = bookOf()));
  const booked = (labels: object, of = book) => of.of(of.numberOf(JSON.stringify(labels)));

  it('gives a metric one number', () => {
    expect(['{"a":"1"}', '{"a":"2"}', '{"a":"1"}'].map(book.numberOf)).toEqual([0, 1, 0]);
    expect(book.size).toBe(2);
  });

  it.each([
    ['200', 'success'],
    ['404', 'clientError'],
    ['499', 'excluded'],
    ['503', 'failure'],
    ['', 'unclassified'],
  ])('knows what a counter with the code %j counts', (code, counted) => {
    expect(booked({ ...REQUESTS, route: 'a', code })).toMatchObject({
      form: 'counter',
      group: 0,
      counted: COUNTED.indexOf(counted as 'success'),
      instance: { address: 'gw:8100', job: 'kong' },
    });
  });

  it('B4: reads a label that Prometheus renamed, of the base path and of the outcome', () => {
    const renamed = { route: 'of the target', exported_route: 'a', code: 'eu', exported_code: '503' };
    const plain = booked({ ...REQUESTS, route: 'a', code: '200' });
    expect([plain, booked({ ...REQUESTS, ...renamed })]).toMatchObject([
      { group: 0, counted: COUNTED.indexOf('success') },
      { group: 0, counted: COUNTED.indexOf('failure') },
    ]);
  });

  it('B4: tells Ingresses apart by the namespace that the controller wrote', () => {
    const nginx = bookOf(ingressNginx);
    const series = (labels: object): object => ({
      ...TARGET,
      __name__: 'nginx_ingress_controller_requests',
      ...labels,
    });
    const target = { namespace: 'ingress-nginx', service: 'metrics', status: '200' };
    const groups = ['shop', 'bank', 'shop'].map((exported_namespace) =>
      booked(series({ ...target, exported_namespace, exported_service: 'echo', ingress: 'echo' }), nginx),
    );
    expect(groups).toMatchObject([{ group: 0 }, { group: 1 }, { group: 0 }]);
  });

  it('has one group for what leads to one base path, and one series for its copies', () => {
    const series = ['a', 'b'].flatMap((route) =>
      ['r1', 'r2'].map((replica) => booked({ ...REQUESTS, route, code: '200', replica })),
    );
    expect(series).toMatchObject([{ group: 0 }, { group: 0 }, { group: 1 }, { group: 1 }]);
    const texts = series.map((each) => (each.form === 'counter' ? each.series : ''));
    expect([texts[0] === texts[1], texts[1] === texts[2]]).toEqual([true, false]);
  });

  it('finds the instance of a counter by an up that is asked for before', () => {
    const up = booked({ __name__: 'up', ...TARGET, zone: 'a' });
    const counter = booked({ ...REQUESTS, route: 'a', code: '200', zone: 'a' });
    expect(up).toMatchObject({
      form: 'up',
      instance: { name: (counter as { instance: { name: string } }).instance.name },
    });
  });

  it('finds the instance of a start and of a loss by an up that stands after them, as servers sort', () => {
    const names = ['kong_nginx_metric_errors_total', 'process_start_time_seconds', 'up'];
    const numbers = names.map((__name__) => book.numberOf(JSON.stringify({ __name__, cluster: 'eu', ...TARGET })));
    const instances = numbers.map((number) => (book.of(number) as { instance: { name: string } }).instance.name);
    expect(instances).toEqual(Array(3).fill('[["cluster","eu"],["instance","gw:8100"],["job","kong"]]'));
  });

  it.each<[string, Dialect, string, object]>([
    ['a start', kong, 'process_start_time_seconds', { form: 'start', isAge: false, rank: 0 }],
    ['an age', envoy, 'envoy_server_uptime', { form: 'start', isAge: true, rank: 0 }],
    ['a loss counter', kong, 'kong_nginx_metric_errors_total', { form: 'loss' }],
    ['another metric', kong, 'kong_latency_ms_sum', { form: 'other' }],
    ['a start of another dialect', kong, 'envoy_server_uptime', { form: 'other' }],
    ['a metric without a name', kong, '', { form: 'other' }],
  ])('knows %s', (_, dialect, __name__, expected) => {
    expect(booked({ __name__, ...TARGET }, bookOf(dialect))).toMatchObject(expected);
  });

  it.each(['{"__name__":"up","__name__":"up"}', '{"__name__":1}', '[]', '{"a"', ''])(
    'counts %j as broken',
    (metric) => {
      expect(book.of(book.numberOf(metric))).toEqual({ form: 'other' });
      book.of(book.numberOf(metric));
      expect(book.broken).toBe(1);
    },
  );

  it('takes metrics that count together for one counter, and tells them apart by their names', () => {
    const of = bookOf(envoyGrpc);
    const series = { ...TARGET, envoy_cluster_name: 'a' };
    const kinds = [0, 5, 14].map((status) => booked({ __name__: `envoy_cluster_grpc_${status}`, ...series }, of));
    expect(kinds).toMatchObject([
      { group: 0, counted: COUNTED.indexOf('success') },
      { group: 0, counted: COUNTED.indexOf('success') },
      { group: 0, counted: COUNTED.indexOf('failure') },
    ]);
    expect(new Set(kinds.map((each) => each.form === 'counter' && each.series)).size).toBe(3);
  });

  it('leaves out a series of a group too many', () => {
    const small = bookOf(kong, 1);
    expect(booked({ ...REQUESTS, route: 'a', code: '200' }, small).form).toBe('counter');
    expect(booked({ ...REQUESTS, route: 'b', code: '200' }, small).form).toBe('other');
    expect(booked({ ...REQUESTS, route: 'a', code: '503' }, small).form).toBe('counter');
  });

  it('tells the job of a series until it is booked', () => {
    const number = book.numberOf(JSON.stringify({ ...REQUESTS, route: 'a' }));
    expect(book.newJobOf(number)).toBe('kong');
    book.of(number);
    expect(book.newJobOf(number)).toBeUndefined();
    expect(book.newJobOf(book.numberOf('{"route":"a"}'))).toBe('');
  });
});
