import { describe, expect, it } from '@jest/globals';
import type { LabelMatcher } from '../dialects/dialect.js';
import { labelFilter } from './label-match.js';

describe('labelFilter', () => {
  it.each<[LabelMatcher['operator'], string, string | undefined, boolean]>([
    ['=', 'source', 'source', true],
    ['=', 'source', 'sourc', false],
    ['=', '', undefined, true],
    ['!=', '', undefined, false],
    ['!=', 'source', undefined, true],
    ['=~', 'istio-ingressgateway.*', 'istio-ingressgateway-7', true],
    ['=~', 'istio-ingressgateway.*', 'my-istio-ingressgateway', false],
    ['=~', 'a|b', 'ab', false],
    ['!~', 'xds.*|.*admin.*', 'xds_cluster', false],
    ['!~', 'xds.*|.*admin.*', 'eni-echo-v1', true],
    ['!~', '.+', undefined, true],
    ['=~', 'a.b', 'a\nb', true],
  ])('reads %s %j on %j as PromQL does', (operator, value, actual, holds) => {
    expect(labelFilter([{ label: 'x', operator, value }])({ x: actual })).toBe(holds);
  });

  it('wants all conditions fulfilled', () => {
    const filter = labelFilter([
      { label: 'zone', operator: '=', value: 'a' },
      { label: 'reporter', operator: '!=', value: 'destination' },
    ]);
    expect([filter({ zone: 'a' }), filter({ zone: 'a', reporter: 'destination' }), filter({})]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
