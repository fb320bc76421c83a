import { describe, expect, it } from '@jest/globals';
import { HeartbeatSettings } from '../../config/heartbeat.settings.js';
import { settingsSchema } from '../../platform/settings/settings-schema.js';
import { chartSchema } from './chart-schema.js';

const CURRENT = JSON.stringify({
  title: 'Values',
  definitions: { probe: { type: 'object' }, settings: { type: 'null' } },
});

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

  it('has no lookahead, which helm could not read', () => {
    const patterns = chartSchema(CURRENT, settingsSchema(HeartbeatSettings, 'heartbeat.yaml')).match(/"pattern": .*/g)!;
    expect(patterns.length).toBeGreaterThan(10);
    expect(patterns.filter((each) => /\(\?<?[=!]/.test(each))).toEqual([]);
  });
});
