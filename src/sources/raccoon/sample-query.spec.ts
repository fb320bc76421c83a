import { describe, expect, it } from '@jest/globals';
import type { LabelMatcher } from '../dialects/dialect.js';
import { haproxy } from '../dialects/haproxy.js';
import { kong } from '../dialects/kong.js';
import { rangeOf, samplesQuery, selectorOf, vitalsSelector } from './sample-query.js';

const counter = (...matchers: LabelMatcher[]) => ({ ...kong.counters[0]!, metric: 'x', matchers });
const own = { label: 'kind', operator: '=~', value: 'a|b' } as const;

describe('selectorOf', () => {
  it.each<[string, LabelMatcher[], [string, string | string[]][], string]>([
    ['without conditions', [], [], 'x'],
    ["with the dialect's own", [own], [], 'x{kind=~"a|b"}'],
    ["with the operator's beside them", [own], [['ns', 'kong']], 'x{kind=~"a|b",ns="kong"}'],
    ["with the operator's instead", [own], [['kind', 'c']], 'x{kind="c"}'],
    ['escaped', [], [['a', 'b\\c"d\ne']], String.raw`x{a="b\\c\"d\ne"}`],
    ['B8: of several values', [], [['a', ['b', 'c.d', 'e"\\']]], String.raw`x{a=~"b|c\\.d|e\"\\\\"}`],
    ['B8: of a list of one', [own], [['kind', ['c|d']]], 'x{kind="c|d"}'],
    ['B7: of a label with dots', [], [['k8s.pod-name', 'a']], 'x{"k8s.pod-name"="a"}'],
    ['B7: of a label that wants escapes', [], [['a"\\', 'a']], String.raw`x{"a\"\\"="a"}`],
  ])('%s', (_, matchers, asked, expected) => {
    expect(selectorOf(counter(...matchers), new Map(asked))).toBe(expected);
  });

  it('asks for all metrics that count together', () => {
    const many = { ...counter(own), siblings: ['y', 'z'] };
    expect(selectorOf(many, new Map())).toBe('{__name__=~"x|y|z",kind=~"a|b"}');
  });
});

it.each([
  ['http.server.requests', '{__name__="http.server.requests"}'],
  ['größe_total', '{__name__="größe_total"}'],
  ['a"b\\', String.raw`{__name__="a\"b\\"}`],
  ['job:requests:sum', 'job:requests:sum'],
])('B7: a metric %s is selected in the way that all servers know', (metric, selector) => {
  expect(selectorOf({ ...counter(), metric }, new Map())).toBe(selector);
  const both = selectorOf({ ...counter(own), metric: 'a.b' }, new Map([['l.m', 'x']]));
  expect(both).toBe('{__name__="a.b",kind=~"a|b","l.m"="x"}');
});

describe('vitalsSelector', () => {
  it('asks for up, starts and losses of all targets', () => {
    expect(vitalsSelector(kong, new Set())).toBe(
      '{__name__=~"up|process_start_time_seconds|kong_nginx_metric_errors_total"}',
    );
    expect(vitalsSelector(haproxy, new Set())).toBe(
      '{__name__=~"up|haproxy_process_start_time_seconds|process_start_time_seconds"}',
    );
  });

  it('asks for those of some jobs, in one order, whatever they are called', () => {
    const asked = vitalsSelector(kong, new Set(['z', 'a.b', '"\\']));
    expect(asked).toContain(String.raw`,job=~"\"\\\\|a\\.b|z"}`);
    expect(vitalsSelector(kong, new Set(['"\\', 'a.b', 'z']))).toBe(asked);
  });

  it('names no more than 50 jobs', () => {
    const jobs = (count: number) => new Set(Array.from({ length: count }, (_, index) => `job-${index}`));
    expect(vitalsSelector(kong, jobs(50))).toContain('job=~');
    expect(vitalsSelector(kong, jobs(51))).not.toContain('job=~');
  });
});

describe('samplesQuery', () => {
  it.each([
    [15_000, 'x[15s]'],
    [3_600_000, 'x[3600s]'],
    [1_500, 'x[1500ms]'],
    [1_500.2, 'x[1501ms]'],
  ])('of %d ms', (rangeMs, expected) => {
    expect(samplesQuery('x', rangeMs)).toBe(expected);
    expect(`x[${rangeOf(rangeMs)}]`).toBe(expected);
  });
});
