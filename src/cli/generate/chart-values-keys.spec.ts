import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { chartValuesKeys, strictInEditors } from './chart-values-keys.js';

const SCHEMA = {
  properties: {
    enabled: { type: 'boolean' },
    image: { type: 'object', properties: { tag: { type: 'string' } } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    open: { type: 'object', properties: { known: {} }, additionalProperties: true },
    hosts: { type: 'array', items: { type: 'object', properties: { host: {} } } },
  },
};

describe("The keys of the chart's values", () => {
  it('are those of each mapping that has no others', () => {
    const { keys, elsewhere } = parse(chartValuesKeys(JSON.stringify(SCHEMA))) as Record<string, object>;
    expect(keys).toEqual({ enabled: {}, image: { tag: {} }, labels: {}, open: {}, hosts: {} });
    expect(elsewhere).toMatchObject({ sidecars: 'extraContainers' });
  });

  it('are refused beyond these where one of those that always are there is missing', () => {
    expect(strictInEditors(SCHEMA)).toEqual({
      if: { required: ['image', 'labels', 'open', 'hosts'] },
      else: {
        additionalProperties: false,
        properties: {
          enabled: {},
          image: { properties: { tag: {} }, additionalProperties: false },
          labels: {},
          open: {},
          hosts: {},
        },
      },
    });
  });
});
