import { describe, expect, it } from '@jest/globals';
import { keyLabelsOf, matchersOf, type RequestCounter } from './dialect.js';

const counter: RequestCounter = {
  metric: 'requests_total',
  matchers: [
    { label: 'reporter', operator: '=', value: 'source' },
    { label: 'workload', operator: '=~', value: 'gateway.*' },
  ],
  basePath: [
    { form: 'path', label: 'path', within: 'host' },
    { form: 'name', label: 'route', within: 'host' },
  ],
  outcomeLabels: ['code', 'path'],
};

describe('the labels of a counter', () => {
  it('are distinguished by what qualifies them, each label once', () => {
    expect(keyLabelsOf(counter)).toEqual(['path', 'host', 'route']);
  });
});

describe('matchersOf', () => {
  it('replaces the condition on a label by what the operator asks for, and adds the rest', () => {
    const asked = new Map([
      ['workload', 'edge'],
      ['zone', 'a'],
    ]);
    expect(matchersOf(counter, asked)).toEqual([
      { label: 'reporter', operator: '=', value: 'source' },
      { label: 'workload', operator: '=', value: 'edge' },
      { label: 'zone', operator: '=', value: 'a' },
    ]);
  });

  it('B8: asks for one of several values, each of them exactly', () => {
    const asked = new Map([
      ['workload', ['edge', 'edge.2|x']],
      ['zone', ['a']],
    ]);
    expect(matchersOf(counter, asked).slice(1)).toEqual([
      { label: 'workload', operator: '=~', value: String.raw`edge|edge\.2\|x` },
      { label: 'zone', operator: '=', value: 'a' },
    ]);
  });
});
