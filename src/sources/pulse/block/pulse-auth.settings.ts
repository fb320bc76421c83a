import {
  SecretReferenceSetting,
  SectionSetting,
  SettingRule,
  TextSetting,
} from '../../../platform/settings/setting.js';
import type { PulseAuth, SecretReference } from '../pulse-declaration.js';
import { given } from '../../../platform/settings/settings-schema.js';
import { urlBreaches } from './probe-url.js';

const PRINTABLE = /^[\x20-\x7e]+$/;

/** HTTP basic authentication. */
export class PulseBasicAuthSettings {
  @TextSetting({
    about: 'User name.',
    maxLength: 255,
    pattern: /^[^:\x00-\x1f\x7f]+$/,
    shape: 'text without colons, at most 255 characters',
    unseen: true,
    required: true,
    example: 'pulse',
  })
  username = '';

  @SecretReferenceSetting({ about: 'Password.', required: true, example: { secretRef: 'echo-password' } })
  password!: SecretReference;
}

/** A bearer token. */
export class PulseBearerAuthSettings {
  @SecretReferenceSetting({ about: 'Token.', required: true, example: { secretRef: 'echo-token' } })
  token!: SecretReference;
}

/** OAuth2 client credentials (RFC 6749, 4.4): the token is asked for, and kept while it is valid. */
export class PulseOauth2AuthSettings {
  @TextSetting({
    about: 'Where tokens are asked for; below a host that the operator lists.',
    required: true,
    example: 'https://login.example.com/token',
  })
  @SettingRule<PulseOauth2AuthSettings>('an https URL below a host that the operator lists', ({ tokenUrl }) =>
    urlBreaches(tokenUrl),
  )
  tokenUrl = '';

  @TextSetting({
    about: 'Client.',
    maxLength: 255,
    pattern: PRINTABLE,
    shape: 'printable ASCII characters, at most 255',
    unseen: true,
    required: true,
    example: 'echo-pulse',
  })
  clientId = '';

  @SecretReferenceSetting({ about: 'Secret of the client.', required: true, example: { secretRef: 'echo-client' } })
  clientSecret!: SecretReference;

  @TextSetting({
    about: 'Scopes to ask for, separated by spaces.',
    maxLength: 1_024,
    pattern: PRINTABLE,
    shape: 'printable ASCII characters, at most 1024',
    unseen: true,
    example: 'echo:read',
  })
  scope?: string;

  @TextSetting({
    about:
      'Where the request for a token carries the client and its secret: in the header (HTTP Basic) or in the body.',
    allowed: ['header', 'body'],
  })
  tokenRequest: 'header' | 'body' = 'header';
}

/** How probes prove who they are: one of these. */
export class PulseAuthSettings {
  @SectionSetting({ about: 'HTTP basic authentication.', of: () => PulseBasicAuthSettings })
  @SettingRule<PulseAuthSettings>(
    'exactly one of basic, bearer and oauth2',
    ({ basic, bearer, oauth2 }) => [basic, bearer, oauth2].filter((each) => each !== undefined).length === 1,
    { oneOf: ['basic', 'bearer', 'oauth2'].map((key) => given(key)) },
  )
  basic?: PulseBasicAuthSettings;

  @SectionSetting({ about: 'A bearer token.', of: () => PulseBearerAuthSettings })
  bearer?: PulseBearerAuthSettings;

  @SectionSetting({ about: 'OAuth2 client credentials.', of: () => PulseOauth2AuthSettings })
  oauth2?: PulseOauth2AuthSettings;
}

/** The one way that a valid section names. */
export function authOf({ basic, bearer, oauth2 }: PulseAuthSettings): PulseAuth | undefined {
  if (basic) return { kind: 'basic', username: basic.username, password: basic.password };
  if (bearer) return { kind: 'bearer', token: bearer.token };
  if (!oauth2) return undefined;
  const { tokenUrl, clientId, clientSecret, scope, tokenRequest } = oauth2;
  const way = tokenRequest === 'body' ? { tokenRequest } : {};
  return { kind: 'oauth2', tokenUrl, clientId, clientSecret, ...(scope !== undefined && { scope }), ...way };
}
