import { DurationSetting, IntegerSetting, NumberSetting, SettingRule } from '../platform/settings/setting.js';

/** When totals mean UP, DOWN or UNKNOWN. */
export class EvaluationSettings {
  @NumberSetting({ about: 'Success ratio from which a base path is UP.', min: 0.01, max: 1, decimals: 4 })
  threshold = 0.9;

  @IntegerSetting({ about: 'Requests in the window below which there is no verdict.', min: 1, max: 1_000_000 })
  minimumRequests = 10;

  @DurationSetting({ about: 'Time between two evaluations.', key: 'every', minMs: 1_000, maxMs: 60_000 })
  everyMs = 5_000;

  @DurationSetting({
    about: 'Evidence older than this does not count.',
    key: 'staleAfter',
    minMs: 5_000,
    maxMs: 900_000,
  })
  @SettingRule<EvaluationSettings>(
    'more than evaluation.every, or all evidence would be stale before it is looked at again',
    ({ everyMs, staleAfterMs }) => staleAfterMs > everyMs,
  )
  staleAfterMs = 90_000;
}
