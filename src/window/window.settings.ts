import { DurationSetting, SettingRule } from '../platform/settings/setting.js';

const MAX_BUCKETS = 360;

/** How far back a verdict looks. */
export class WindowSettings {
  @DurationSetting({ about: 'Length of the sliding window.', key: 'length', minMs: 10_000, maxMs: 3_600_000 })
  lengthMs = 300_000;

  @DurationSetting({
    about: 'Width of one bucket; the edge of the window is this coarse for sources that see single requests.',
    key: 'bucket',
    minMs: 1_000,
    maxMs: 60_000,
  })
  @SettingRule<WindowSettings>(
    `a duration that divides window.length into at most ${MAX_BUCKETS} buckets`,
    ({ lengthMs, bucketMs }) => lengthMs % bucketMs === 0 && lengthMs / bucketMs <= MAX_BUCKETS,
  )
  bucketMs = 10_000;
}
