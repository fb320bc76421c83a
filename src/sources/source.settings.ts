import { PathSetting, SecretSetting, SectionSetting, SettingRule, TextSetting } from '../platform/settings/setting.js';
import type { Secret } from '../platform/settings/secret.js';

/** What every kind of source has in common. */
export class SourceSettings {
  @TextSetting({ about: 'Kind of the source.', required: true })
  kind = '';

  @TextSetting({
    about: 'Name of the source in answers, logs and metrics; unique.',
    pattern: /^[a-z0-9][a-z0-9-]{0,62}$/,
    shape: 'lower-case letters, digits and -, at most 63 characters',
    required: true,
    example: 'edge',
  })
  name = '';
}

/** HTTP basic authentication. */
export class BasicAuthSettings {
  @TextSetting({
    about: 'User name.',
    pattern: /^[^:\x00-\x1f\x7f]+$/,
    shape: 'text without colons, at most 255 characters',
    maxLength: 255,
    unseen: true,
    required: true,
    example: 'reader',
  })
  username = '';

  @SecretSetting({ about: 'Password.', required: true })
  password!: Secret;
}

/** A bearer token. */
export class BearerAuthSettings {
  @SecretSetting({ about: 'Token.', required: true })
  token!: Secret;
}

/** How requests to a source are authenticated. */
export class AuthSettings {
  @SectionSetting({ about: 'HTTP basic authentication.', of: () => BasicAuthSettings })
  basic?: BasicAuthSettings;

  @SectionSetting({ about: 'Bearer token.', of: () => BearerAuthSettings })
  @SettingRule<AuthSettings>('either basic or bearer', ({ basic, bearer }) => (basic ? !bearer : bearer !== undefined))
  bearer?: BearerAuthSettings;
}

/** The certificate authorities that a source trusts. */
export class TlsSettings {
  @PathSetting({
    about: 'PEM file of the certificate authorities that are trusted instead of the built-in ones.',
    existing: true,
    example: '/etc/ssl/internal-ca.pem',
  })
  caFile?: string;
}
