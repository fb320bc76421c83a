import { describe, expect, it } from '@jest/globals';
import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { customDialect } from './custom.js';
import { dialectOf, UnknownDialectError } from './dialect-of.js';
import { keyLabelsOf } from './dialect.js';
import { CustomDialectSettings } from './custom-dialect.settings.js';

const settings = (given: Partial<CustomDialectSettings>) =>
  Object.assign(new CustomDialectSettings(), { metric: 'hits_total', codeLabel: 'rc', ...given });

itTellsOutcomes(customDialect(settings({ nameLabel: 'api' })), [
  ...httpRows('rc', { code: '200' }),
  [{ code: '502' }, 'unclassified'],
]);

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
