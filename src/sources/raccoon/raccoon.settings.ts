import { DurationSetting, TextSetting } from '../../platform/settings/setting.js';
import { DialectSourceSettings } from '../dialects/dialect.settings.js';

/** Settings of a source that asks a Prometheus-compatible monitoring system. */
export class RaccoonSettings extends DialectSourceSettings {
  @TextSetting({ about: 'Address of the query API, without /api/v1.', required: true })
  url = '';

  @DurationSetting({ about: 'Time between two polls.', key: 'pollEvery', minMs: 1_000, maxMs: 60_000 })
  pollEveryMs = 15_000;
}
