import { describe, expect, it } from '@jest/globals';
import { chartReadme } from './chart-values-table.js';

const tableOf = (values: string): string[] => chartReadme('# chart\n', values).split('\n').slice(6, -1);

describe("The table of the chart's values", () => {
  it('has a row for each leaf, in the order of the alphabet, with type, default and description', () => {
    const values = `
# of the file, not of a value

# -- Last.
zone: a
image:
  # -- Where from.
  registry: ''
  # a remark of no interest
  # -- When
  # to pull | or not.
  pull: true
`;
    expect(tableOf(values)).toEqual([
      '| image.pull | bool | `true` | When to pull \\| or not. |',
      '| image.registry | string | `""` | Where from. |',
      '| zone | string | `"a"` | Last. |',
    ]);
  });

  it.each([
    ['# -- x\na: 1', '| a | int | `1` | x |'],
    ['# -- x\na: 1.5', '| a | float | `1.5` | x |'],
    ['# -- x\na: [b]', '| a | list | `["b"]` | x |'],
    ['# -- x\na: { b: 1 }', '| a | object | `{"b":1}` | x |'],
    ['# -- (int) x\n# @default -- computed\na: null', '| a | int | `computed` | x |'],
    ['a: ~', '| a | null | `null` |  |'],
    ['a: {}', '| a | object | `{}` |  |'],
  ])('shows %j', (values, row) => {
    expect(tableOf(values)).toEqual([row]);
  });

  it('stands in the place of the old one, and leaves the words above it alone', () => {
    const once = chartReadme('# chart\n\nwords\n', 'a: 1\n');
    expect(chartReadme(once, 'b: 1\n')).toBe(once.replace('| a |', '| b |'));
    expect(once).toMatch(/^# chart\n\nwords\n\n## Values\n/);
  });
});
