import { DurationSetting, SectionSetting, TextSetting } from '../../platform/settings/setting.js';
import { DialectSourceSettings } from '../dialects/dialect.settings.js';
import { AuthSettings, TlsSettings } from '../source.settings.js';

/** Settings of a source that asks a Prometheus-compatible monitoring system. */
export class RaccoonSettings extends DialectSourceSettings {
  @TextSetting({
    about: 'Address of the query API, without /api/v1.',
    pattern: /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
    shape: 'an http or https address without user, query and fragment',
    required: true,
    example: 'https://prometheus:9090',
  })
  url = '';

  @SectionSetting({ about: 'How to prove who we are.', of: () => AuthSettings })
  auth?: AuthSettings;

  @SectionSetting({ about: 'Whom to trust.', of: () => TlsSettings })
  tls?: TlsSettings;

  @TextSetting({
    about: 'Tenant of Mimir, Cortex or Thanos, sent as X-Scope-OrgID.',
    pattern: /^[A-Za-z0-9!._*'()|-]{1,150}$/,
    shape: "letters, digits and ! . _ * ' ( ) | -",
  })
  tenant?: string;

  @DurationSetting({ about: 'Time between two polls.', key: 'pollEvery', minMs: 1_000, maxMs: 60_000 })
  pollEveryMs = 15_000;

  @DurationSetting({ about: 'Time for one whole poll.', key: 'timeout', minMs: 500, maxMs: 60_000 })
  timeoutMs = 10_000;

  @DurationSetting({
    about: 'How far behind the clock to ask, where rules or federation are late.',
    key: 'lag',
    minMs: 0,
    maxMs: 600_000,
  })
  lagMs = 0;
}
