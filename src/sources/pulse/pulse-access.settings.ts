import { BASE_PATH_PATTERN_FORM } from '../../accounts/base-path-pattern.js';
import { parseHostRule } from '../../platform/egress/host-rule.js';
import { parseNetwork } from '../../platform/egress/network.js';
import {
  ListSetting,
  PathSetting,
  SecretSetting,
  SectionSetting,
  SettingRule,
  TextSetting,
} from '../../platform/settings/setting.js';
import type { SettingPath } from '../../platform/settings/setting-path.js';
import type { TextForm } from '../../platform/settings/setting-form.js';
import type { Secret } from '../../platform/settings/secret.js';
import { TlsSettings } from '../source.settings.js';

/** An http or https address without user, query and fragment; its port and a path before the base paths may be given. */
export const ADDRESS_FORM: TextForm = {
  type: 'text',
  maxLength: 2_048,
  pattern: /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
  shape: 'an http or https address without user, query and fragment',
};

const LISTED_TEXT: TextForm = { type: 'text', maxLength: 255, pattern: /./, shape: 'text of at least one character' };

/** Where a team may have an address of its own probed, instead of a path on the gateway. */
export class PulseAllowSettings {
  @ListSetting({
    about:
      'Hosts of absolute addresses, each api.example.com or, for all below it, *.example.com; with the port where it is not 443.',
    item: LISTED_TEXT,
    maxItems: 1_000,
    example: ['*.example.com:8443'],
  })
  @SettingRule<PulseAllowSettings>('a host name, or *. and one, and a port where it is not 443', ({ hosts }) =>
    misfits(hosts, (text) => parseHostRule(text).ok),
  )
  hosts: readonly string[] = [];

  @ListSetting({
    about: 'Private networks that those hosts may lie in, as CIDR. Link-local and loopback addresses stay denied.',
    item: LISTED_TEXT,
    maxItems: 1_000,
    example: ['10.20.0.0/16'],
  })
  @SettingRule<PulseAllowSettings>('a network such as 10.20.0.0/16', ({ networks }) =>
    misfits(networks, (text) => parseNetwork(text).ok),
  )
  networks: readonly string[] = [];

  @ListSetting({
    about:
      'Networks that stay denied although they are public or lie in `networks`, such as the address of the API of the cluster. The own addresses of this machine are denied anyway.',
    item: LISTED_TEXT,
    maxItems: 1_000,
    example: ['10.96.0.1'],
  })
  @SettingRule<PulseAllowSettings>('a network such as 10.20.0.0/16', ({ except }) =>
    misfits(except, (text) => parseNetwork(text).ok),
  )
  except: readonly string[] = [];
}

/** What connections by TLS are made with. */
export class PulseTlsSettings extends TlsSettings {
  @PathSetting({
    about: 'PEM file of the client certificate, with those of its issuers; read again when it changes.',
    existing: true,
    example: '/etc/heartbeat/client.pem',
  })
  @SettingRule<PulseTlsSettings>(
    'certFile and keyFile together',
    ({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined),
  )
  certFile?: string;

  @PathSetting({
    about: 'PEM file of its key, without a passphrase.',
    existing: true,
    example: '/etc/heartbeat/client.key',
  })
  keyFile?: string;

  @TextSetting({
    about: 'Name to ask for (SNI) and to find in the certificate, instead of the host of the address.',
    maxLength: 253,
    pattern: /^[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/,
    except: /^[0-9.]+$/,
    shape: 'the name of a host',
    example: 'gateway.internal',
  })
  serverName?: string;
}

/** A secret that Rovers refer to by name. */
export class PulseSecretSettings {
  @TextSetting({
    about: 'Name by which a Rover refers to it.',
    pattern: /^[a-z0-9][a-z0-9._-]{0,62}$/,
    shape: 'lower-case letters, digits and . _ -, at most 63 characters',
    required: true,
    example: 'echo-key',
  })
  name = '';

  @SecretSetting({ about: 'The secret.' })
  @SettingRule<PulseSecretSettings>(
    'either value or tls',
    ({ value, tls }) => (value === undefined) !== (tls === undefined),
  )
  value?: Secret;

  @SectionSetting({
    about: 'Instead of value: TLS settings, used where the `tls` of a pulse block names this secret.',
    of: () => PulseTlsSettings,
  })
  tls?: PulseTlsSettings;

  @ListSetting({
    about: 'Base paths whose probes may carry it; /eni/* is /eni and everything below.',
    item: BASE_PATH_PATTERN_FORM,
    minItems: 1,
    maxItems: 1_000,
    required: true,
    example: ['/eni/*'],
  })
  basePaths: readonly string[] = [];
}

/** What proves that the prober itself is well. */
export class PulseCanarySettings {
  @ListSetting({
    about: 'Addresses asked instead of the gateways themselves when a target does not answer; all must give an answer.',
    item: ADDRESS_FORM,
    maxItems: 10,
    example: ['https://status.example.com/'],
  })
  urls: readonly string[] = [];
}

function misfits(texts: readonly string[], fits: (text: string) => boolean): readonly SettingPath[] {
  return texts.flatMap((text, index) => (fits(text) ? [] : [[index]]));
}
