import { DurationSetting, ListSetting } from '../../platform/settings/setting.js';
import { DialectSourceSettings } from '../dialects/dialect.settings.js';

/** Settings of a source that reads the gateways' own `/metrics`. */
export class GatewayScrapeSettings extends DialectSourceSettings {
  @ListSetting({
    about: 'The metrics pages of all instances of the gateway.',
    item: { type: 'text', maxLength: 2_048, pattern: /^https?:\/\// },
    maxItems: 100,
    required: true,
  })
  urls: readonly string[] = [];

  @DurationSetting({ about: 'Time between two scrapes.', key: 'scrapeEvery', minMs: 1_000, maxMs: 60_000 })
  scrapeEveryMs = 10_000;
}
