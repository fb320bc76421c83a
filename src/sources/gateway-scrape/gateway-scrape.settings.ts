import {
  BooleanSetting,
  DurationSetting,
  ListSetting,
  SectionSetting,
  SettingRule,
} from '../../platform/settings/setting.js';
import { DialectSourceSettings, GONE_AFTER } from '../dialects/dialect.settings.js';
import { AuthSettings, TlsSettings } from '../source.settings.js';

/** Settings of a source that reads the gateways' own `/metrics`. */
export class GatewayScrapeSettings extends DialectSourceSettings {
  @ListSetting({
    about:
      'The metrics pages of all instances of the gateway, each by an address of its own: behind one address for several, counters seem to jump.',
    item: {
      type: 'text',
      maxLength: 2_048,
      pattern: /^https?:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/,
      shape: 'an http or https address without user and fragment',
    },
    minItems: 1,
    maxItems: 100,
    required: true,
    example: ['http://kong-status:8100/metrics'],
  })
  @SettingRule<GatewayScrapeSettings>('each address once; an instance read twice would count twice', ({ urls }) =>
    urls.flatMap((url, index) => (urls.findIndex((each) => sameAddress(each, url)) < index ? [[index]] : [])),
  )
  urls: readonly string[] = [];

  @SectionSetting({ about: 'How to prove who we are.', of: () => AuthSettings })
  auth?: AuthSettings;

  @SectionSetting({ about: 'Whom to trust.', of: () => TlsSettings })
  tls?: TlsSettings;

  @DurationSetting({ about: 'Time between two scrapes.', key: 'scrapeEvery', minMs: 1_000, maxMs: 60_000 })
  scrapeEveryMs = 10_000;

  @DurationSetting({
    about: 'Time for one whole scrape; never more than scrapeEvery.',
    key: 'timeout',
    minMs: 500,
    maxMs: 60_000,
  })
  timeoutMs = 5_000;

  @BooleanSetting({
    about:
      'Whether the pages of the last window are kept in the data folder, so that a restart knows what came before.',
  })
  keepPages = true;

  @DurationSetting(GONE_AFTER)
  goneAfterMs = 900_000;
}

function sameAddress(first: string, second: string): boolean {
  return URL.canParse(first) && URL.canParse(second) && new URL(first).href === new URL(second).href;
}
