import { describe, expect, it } from '@jest/globals';
import { exposedSeries, notExposed, readQuery } from './promql.js';

describe('The reader of queries', () => {
  it.each([
    ['up', [['up', {}]], []],
    ['time() - up{a="x, by (y)", b=~"$b"} > 120', [['up', { a: 'x, by (y)', b: undefined }]], []],
    [
      'sum by (le, code) (rate(x_bucket{a!="1"}[$__rate_interval])) * 60',
      [['x_bucket', { a: undefined }]],
      ['le', 'code'],
    ],
    ['histogram_quantile(0.99, rate(x:y[1m30s]))', [['x:y', {}]], []],
    [
      'max(a) and on (job, instance) b{c="d"} unless e',
      [
        ['a', {}],
        ['b', { c: 'd' }],
        ['e', {}],
      ],
      ['job', 'instance'],
    ],
    ['sum without (a) (x offset 5m) > bool 1.5', [['x', {}]], ['a']],
  ] as const)('%s', (query, selectors, groupedBy) => {
    const parts = readQuery(query);
    expect(parts.selectors.map(({ metric, labels }) => [metric, labels])).toEqual(selectors);
    expect(parts.groupedBy).toEqual(groupedBy);
  });

  const PAGE = exposedSeries('# HELP x Words\n# TYPE x counter\nx{a="1",b="\\"}"} 2\nx{a="2"} 3e+5\ny 1\n');

  it('knows the series of a metrics page', () => {
    expect(
      [...PAGE].map(([name, labels]) => [name, ...[...labels].map(([label, values]) => [label, ...values])]),
    ).toEqual([['x', ['a', '1', '2'], ['b', '\\"}']], ['y']]);
  });

  it.each([
    ['sum by (a) (x{a="1", instance="i"}) and on (job) y', []],
    ['x{a=~"7"} + x{a="$a"}', []],
    ['z', ['z is not exposed']],
    ['y{a="1"}', ['y has no label a']],
    ['x{a="7"}', ['x has no a="7"']],
    ['sum by (c) (x)', ['nothing has the label c']],
  ])('%s lacks %j', (query, missing) => {
    expect(notExposed(query, PAGE)).toEqual(missing);
  });
});
