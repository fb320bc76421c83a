import { PathSetting, SecretSetting, SectionSetting, SettingRule, TextSetting } from '../platform/settings/setting.js';
import type { Secret } from '../platform/settings/secret.js';

/** HTTP basic authentication. */
export class BasicAuthSettings {
  @TextSetting({ about: 'User name.', maxLength: 255, required: true, example: 'reader' })
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
