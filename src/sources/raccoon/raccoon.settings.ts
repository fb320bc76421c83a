import {
  BooleanSetting,
  DurationSetting,
  IntegerSetting,
  ListSetting,
  SectionSetting,
  TextSetting,
} from '../../platform/settings/setting.js';
import { LABEL_NAME } from '../dialects/custom-dialect.settings.js';
import { DialectSourceSettings, GONE_AFTER } from '../dialects/dialect.settings.js';
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
    about: 'How far behind the clock to ask, for what arrives late: scrapes that are being stored, rules, federation.',
    key: 'lag',
    minMs: 0,
    maxMs: 600_000,
  })
  lagMs = 5_000;

  @DurationSetting(GONE_AFTER)
  goneAfterMs = 900_000;

  @ListSetting({
    about: 'Labels that tell copies of one instance apart, as two servers that scrape the same add them: counted once.',
    item: { type: 'text', maxLength: 128, pattern: LABEL_NAME, shape: 'a label name' },
    maxItems: 20,
    example: ['prometheus_replica'],
  })
  replicaLabels: readonly string[] = ['prometheus_replica', 'replica', '__replica__'];

  @IntegerSetting({
    about:
      'Most series of the counter that are read one by one; above that, sums by instance, name and status are read. ' +
      'With more sums than this there is no verdict.',
    min: 1_000,
    max: 1_000_000,
  })
  maximumSeries = 200_000;

  @BooleanSetting({
    about:
      'Whether answers come compressed: a twentieth of the bytes, for about a third more processor time of the server.',
  })
  compress = true;
}
