import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { MAX_METRIC_BYTES, metricLabels } from './metric-labels.js';

const textOf = (labels: object, space?: number): string =>
  Buffer.from(JSON.stringify(labels, undefined, space)).toString('latin1');

const labelsOf = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, 'x']));

const text = fc.oneof(anyText({ maxLength: 12 }), fc.constantFrom('', '{"a":"b","c', '\\"', ':', '},', '__proto__'));

describe('metricLabels', () => {
  it('reads back what was written, whatever stands in names and values', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 8 }), fc.constantFrom(undefined, 1), (labels, space) => {
        expect({ ...metricLabels(textOf(labels, space)) }).toEqual(JSON.parse(JSON.stringify(labels)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no labels that no one wrote', () => {
    const labels = metricLabels('{"__proto__":"a","code":"200"}')!;
    expect([labels['__proto__'], labels['code'], labels['constructor'], labels['toString']]).toEqual([
      'a',
      '200',
      undefined,
      undefined,
    ]);
  });

  it('reads a name of another script', () => {
    expect({ ...metricLabels(textOf({ route: 'größe-東京-🦝' })) }).toEqual({ route: 'größe-東京-🦝' });
  });

  it.each([
    ['as many labels as are read', textOf(labelsOf(64)), 64],
    ['no labels', '{}', 0],
    ['as many bytes as are read', textOf({ a: 'x'.repeat(MAX_METRIC_BYTES - 8) }), 1],
  ])('reads %s', (_, metric, count) => {
    expect(Object.keys(metricLabels(metric)!)).toHaveLength(count);
  });

  it.each([
    ['one label more', textOf(labelsOf(65))],
    ['one byte more', textOf({ a: 'x'.repeat(MAX_METRIC_BYTES - 7) })],
    ['a label twice', '{"a":"1","b":"2","a":"3"}'],
    ['a label twice in two spellings', '{"a":"1","\\u0061":"1"}'],
    ['a number', '{"a":1}'],
    ['an object', '{"a":{}}'],
    ['no object', '["a"]'],
    ['null', 'null'],
    ['nothing', ''],
    ['half of it', '{"a":"1"'],
    ['a bad escape', '{"a":"\\x"}'],
  ])('knows nothing of %s', (_, metric) => {
    expect(metricLabels(metric)).toBeUndefined();
  });
});
