import { describe, expect, it } from '@jest/globals';
import { httpRows, itTellsOutcomes, type OutcomeRow } from '../../../test/support/outcome-tables.js';
import { COUNTED } from '../ledger/counter-page.js';
import { countedOf } from './counted-of.js';
import { customDialect } from './custom.js';
import { dialectOf, UnknownDialectError } from './dialect-of.js';
import { BasePathResolver } from './base-path-resolver.js';
import { keyLabelsOf, type Labels } from './dialect.js';
import { MappingSettings } from './dialect.settings.js';
import { CustomDialectSettings } from './custom-dialect.settings.js';

const settings = (given: Partial<CustomDialectSettings>) =>
  Object.assign(new CustomDialectSettings(), { metric: 'hits_total', codeLabel: 'rc', ...given });

const CLASSES: OutcomeRow[] = ['1', '2', '3', '4', '2xx', '4XX']
  .map((rc): OutcomeRow => [{ rc }, 'success'])
  .concat(['5', '5xx', '5XX'].map((rc): OutcomeRow => [{ rc }, 'failure']))
  .concat(['0', '6', '9', '12', '5x', '٥', ' 5'].map((rc): OutcomeRow => [{ rc }, 'unclassified']));

itTellsOutcomes(customDialect(settings({ nameLabel: 'api' })), [
  // The first digit of a class is one here, and not for gateways that do not write it.
  ...httpRows('rc', { code: '200' }).filter(([labels]) => labels['rc'] !== '5'),
  [{ code: '502' }, 'unclassified'],
  ...CLASSES,
]);

it.each([
  ['4', 'clientError'],
  ['2', 'success'],
  ['5', 'failure'],
] as const)('B5: the class %s of Envoy is counted as %s', (of, counted) => {
  const given = { metric: 'envoy_cluster_upstream_rq_xx', codeLabel: 'envoy_response_code_class', nameLabel: 'n' };
  const dialect = customDialect(settings(given));
  const labels = { envoy_response_code_class: of, n: 'eni-xx-v1' };
  expect(COUNTED[countedOf(dialect, dialect.counters[0]!, labels)]).toBe(counted);
});

describe('B8: the values that mean an outcome', () => {
  const outcomes = {
    success: ['SUCCESS', 'CLIENT_ERROR', '600'],
    failure: ['SERVER_ERROR', ''],
    excluded: ['aborted'],
  };
  itTellsOutcomes(customDialect(settings({ nameLabel: 'api', outcomes })), [
    [{ rc: 'SUCCESS' }, 'success'],
    [{ rc: 'CLIENT_ERROR' }, 'success'],
    [{ rc: 'SERVER_ERROR' }, 'failure'],
    [{ rc: 'aborted' }, 'excluded'],
    [{ rc: '600' }, 'success'],
    [{ rc: '' }, 'failure'],
    [{ api: 'SUCCESS' }, 'failure'],
    [{ rc: '503' }, 'failure'],
    [{ rc: '200' }, 'success'],
    [{ rc: 'success' }, 'unclassified'],
    [{ rc: 'constructor' }, 'unclassified'],
  ]);
});

describe('a custom dialect', () => {
  it('reads the labels that its operator names, the path before the name', () => {
    const both = customDialect(settings({ pathLabel: 'prefix', nameLabel: 'api' })).counters[0]!;
    expect([both.metric, both.basePath, keyLabelsOf(both), both.outcomeLabels]).toEqual([
      'hits_total',
      [
        { form: 'path', label: 'prefix' },
        { form: 'name', label: 'api' },
      ],
      ['prefix', 'api'],
      ['rc'],
    ]);
    const one = customDialect(settings({ nameLabel: 'api' })).counters[0]!;
    expect([keyLabelsOf(one), one.outcomeLabels]).toEqual([['api'], ['rc']]);
  });

  it('B8: has several counters, in order of preference, and says of all that they are absent', () => {
    const several = customDialect(settings({ metric: ['new_total', 'old.total'], nameLabel: 'api' }));
    expect(several.counters.map(({ metric }) => metric)).toEqual(['new_total', 'old.total']);
    expect(several.whenAbsent).toContain('new_total or old.total');
  });

  it('B8: tells equal paths and names apart by another label', () => {
    const given = settings({ pathLabel: 'prefix', nameLabel: 'api', within: 'team' });
    const { basePath } = customDialect(given).counters[0]!;
    const names = new Map([
      ['a/echo', '/a/echo/v1'],
      ['b/echo', '/b/echo/v1'],
      ['b.example.com/v1', '/b/v1'],
    ]);
    const mapping = Object.assign(new MappingSettings(), { names });
    const resolver = new BasePathResolver({ version: 1, declarations: new Map() }, mapping);
    const pathOf = (labels: Labels): unknown => {
      const found = resolver.resolve(labels, basePath);
      return found.form === 'mapped' ? found.basePath : found.form;
    };
    expect(pathOf({ api: 'echo', team: 'a' })).toBe('/a/echo/v1');
    expect(pathOf({ api: 'echo', team: 'b' })).toBe('/b/echo/v1');
    expect(pathOf({ api: 'echo', team: 'c' })).toBe('unmapped');
    expect(pathOf({ prefix: '/v1', team: 'b.example.com' })).toBe('/b/v1');
  });
});

describe('dialectOf', () => {
  it('gives the dialect that the settings name, or the one they describe', () => {
    expect(dialectOf({ dialect: 'kong' }).name).toBe('kong');
    expect(dialectOf({ dialect: 'custom', custom: settings({ pathLabel: 'p' }) }).name).toBe('custom');
  });

  it('throws where validation was left out', () => {
    expect(() => dialectOf({ dialect: 'nginx' })).toThrow(UnknownDialectError);
    expect(() => dialectOf({ dialect: 'custom' })).toThrow('"custom"');
  });
});
