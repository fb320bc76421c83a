import {
  BooleanSetting,
  DurationSetting,
  IntegerSetting,
  ListSetting,
  MapSetting,
  NumberSetting,
  SectionSetting,
  SettingRule,
  TextSetting,
} from '../../platform/settings/setting.js';
import { SourceSettings } from '../source.settings.js';
import {
  ADDRESS_FORM,
  PulseAllowSettings,
  PulseCanarySettings,
  PulseSecretSettings,
  PulseTlsSettings,
} from './pulse-access.settings.js';

/** Settings of the prober. */
export class PulseSettings extends SourceSettings {
  @MapSetting({
    about:
      'Gateway by the zone that a Rover names; default is for all other zones and for none. A target is the gateway, the base path and the path of its pulse block.',
    keys: {
      type: 'text',
      maxLength: 63,
      pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
      shape: 'the name of a zone: letters, digits and . _ -, at most 63 characters',
    },
    item: ADDRESS_FORM,
    maxItems: 1_000,
    required: true,
    example: { default: 'https://gateway.example.com' },
  })
  @SettingRule<PulseSettings>('at least one gateway, each an address that can be reached', ({ gateways }) =>
    gateways.size === 0 ? false : [...gateways].flatMap(([zone, url]) => (URL.canParse(url) ? [] : [[zone]])),
  )
  gateways: ReadonlyMap<string, string> = new Map();

  @DurationSetting({
    about: 'Time between two probes of a target that does not say.',
    key: 'interval',
    minMs: 5_000,
    maxMs: 300_000,
  })
  intervalMs = 15_000;

  @DurationSetting({
    about: 'Time for one whole probe, retries included, of a target that does not say.',
    key: 'timeout',
    minMs: 100,
    maxMs: 30_000,
  })
  @SettingRule<PulseSettings>('less than interval', ({ timeoutMs, intervalMs }) => timeoutMs < intervalMs)
  timeoutMs = 5_000;

  @IntegerSetting({
    about: 'Most probes at a time. Targets that did not answer last time get at most half of them.',
    min: 1,
    max: 20_000,
  })
  concurrency = 200;

  @IntegerSetting({
    about:
      'Most probes at a time to one host, a gateway too; of them, too, at most half are for targets that did not answer.',
    min: 1,
    max: 20_000,
  })
  @SettingRule<PulseSettings>('at most concurrency', ({ perHost, concurrency }) => perHost <= concurrency)
  perHost = 100;

  @NumberSetting({ about: 'Most requests a second in all.', min: 1, max: 100_000, decimals: 0 })
  requestsPerSecond = 1_000;

  @NumberSetting({
    about:
      'Most requests a second to one target, on average over its interval; what a team asks for beyond is cut down to it.',
    min: 0.01,
    max: 10,
    decimals: 2,
  })
  requestsPerSecondPerTarget = 1;

  @TextSetting({
    about: 'Whether probes share connections, or each makes its own and so tests the way to the gateway as well.',
    allowed: ['keep-alive', 'fresh'],
  })
  connection = 'keep-alive';

  @SectionSetting({
    about: 'TLS settings. The client certificate and serverName are for gateways alone, caFile for all addresses.',
    of: () => PulseTlsSettings,
  })
  tls?: PulseTlsSettings;

  @MapSetting({
    about: 'The same for the gateway of one zone, instead of `tls`; without a caFile, that of `tls` counts.',
    item: { type: 'section', of: () => PulseTlsSettings },
    maxItems: 1_000,
    example: { dataplane1: { certFile: '/etc/heartbeat/client.pem', keyFile: '/etc/heartbeat/client.key' } },
  })
  @SettingRule<PulseSettings>('zones that gateways has', ({ gateways, gatewayTls }) =>
    [...gatewayTls.keys()].flatMap((zone) => (gateways.has(zone) ? [] : [[zone]])),
  )
  gatewayTls: ReadonlyMap<string, PulseTlsSettings> = new Map();

  @SectionSetting({
    about: 'Absolute addresses that teams may have probed; none by default.',
    of: () => PulseAllowSettings,
  })
  allow = new PulseAllowSettings();

  @ListSetting({
    about: 'Secrets that Rovers may refer to.',
    item: { type: 'section', of: () => PulseSecretSettings },
    maxItems: 10_000,
  })
  @SettingRule<PulseSettings>('each name of a secret once', ({ secrets }) => {
    const names = secrets.map((each) => each.name);
    return names.flatMap((name, index) => (names.indexOf(name) < index ? [[index, 'name']] : []));
  })
  secrets: readonly PulseSecretSettings[] = [];

  @SectionSetting({ about: 'What proves that the prober itself is well.', of: () => PulseCanarySettings })
  canary = new PulseCanarySettings();
}

/** The operator's kill switch. */
export class PulseSwitchSettings {
  @BooleanSetting({
    about:
      'Whether probes are sent at all. Taken up within two seconds when the file changes; all other keys need a restart.',
  })
  enabled = true;
}
