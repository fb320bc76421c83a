import { describe, expect, it } from '@jest/globals';
import { parseLabels } from './series-labels.js';

const bytes = (text: string): string => Buffer.from(text).toString('latin1');

describe('parseLabels', () => {
  it.each([
    ['a="1",b="x\\"y\\\\z\\n"', { a: '1', b: 'x"y\\z\n' }],
    ['a="1",', { a: '1' }],
    ['', {}],
    ['a="1" , b = "2"', { a: '1', b: '2' }],
    ['a="café ✓ \u202e"', { a: 'café ✓ \u202e' }],
    ['__proto__="x"', JSON.parse('{"__proto__":"x"}') as object],
  ])('reads %s', (text, labels) => {
    expect({ ...parseLabels(bytes(text)) }).toEqual({ ...labels });
  });

  it.each(['a=1', 'a="1" b="2"', '1a="x"', 'a="1",a="2"', 'a="x'])('refuses %s', (text) => {
    expect(parseLabels(text)).toBeUndefined();
  });

  it('refuses more than 64 labels', () => {
    expect(parseLabels(Array.from({ length: 65 }, (_, index) => `l${index}="x"`).join(','))).toBeUndefined();
  });
});
