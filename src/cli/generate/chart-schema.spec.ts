import { describe, expect, it } from '@jest/globals';
import { HeartbeatSettings } from '../../config/heartbeat.settings.js';
import { settingsSchema } from '../../platform/settings/settings-schema.js';
import { chartSchema } from './chart-schema.js';

const CURRENT = JSON.stringify({
  title: 'Values',
  definitions: { probe: { type: 'object' }, settings: { type: 'null' } },
});
const embedded = (settings: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(chartSchema(CURRENT, settings)).definitions.settings;

describe("The schema of the chart's values", () => {
  it('takes the settings in, without their own version, and leaves the rest alone', () => {
    expect(JSON.parse(chartSchema(CURRENT, { $schema: 'x', type: 'object' }))).toEqual({
      title: 'Values',
      definitions: {
        probe: { type: 'object' },
        settings: { type: 'object' },
        strictInEditors: { if: { required: [] }, else: { properties: {}, additionalProperties: false } },
      },
    });
  });

  it('is the same when it is made again', () => {
    const once = chartSchema(CURRENT, { type: 'object' });
    expect(chartSchema(once, { type: 'object' })).toBe(once);
  });

  it('says without lookahead what a pattern says with it', () => {
    const pattern = /^(?:\/(?!\.{1,2}(?:\/|$))[a-z.]+)+$/;
    const { pattern: plain, not } = embedded({ items: { pattern: pattern.source } })['items'] as {
      pattern: string;
      not: { pattern: string };
    };
    for (const text of ['/a', '/a/b', '/..a', '/a..', '/...', '/.', '/..', '/a/..', '/../a', '/a/./b', 'a', '/a/']) {
      const allowed = new RegExp(plain).test(text) && !new RegExp(not.pattern).test(text);
      expect([text, allowed]).toEqual([text, pattern.test(text)]);
    }
    expect(plain).not.toContain('(?!');
  });

  it('has no lookahead left, which helm could not read (list it in chart-schema.ts, or write it without)', () => {
    const patterns = chartSchema(CURRENT, settingsSchema(HeartbeatSettings, 'heartbeat.yaml')).match(/"pattern": .*/g)!;
    expect(patterns.length).toBeGreaterThan(10);
    expect(patterns.filter((each) => /\(\?<?[=!]/.test(each))).toEqual([]);
  });
});
