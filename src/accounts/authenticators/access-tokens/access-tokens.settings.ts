import type { Secret } from '../../../platform/settings/secret.js';
import { ListSetting, SecretSetting, SettingRule, TextSetting } from '../../../platform/settings/setting.js';
import { BASE_PATH_PATTERN_FORM } from '../../base-path-pattern.js';
import { isUsableToken, TOKEN_SHAPE } from './token-shape.js';

const MAX_PATTERNS = 1_000;

/** One token, and which base paths its holder may write. */
export class AccessTokenSettings {
  @TextSetting({
    about: 'Who holds it, for the log.',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    shape: 'letters, digits, . _ -, at most 63',
    maxLength: 63,
    required: true,
    example: 'team-echo',
  })
  name = '';

  @SecretSetting({ about: 'What the holder sends as Authorization: Bearer.', required: true })
  @SettingRule<Partial<AccessTokenSettings>>(TOKEN_SHAPE, ({ token }) => !token || isUsableToken(token.reveal()))
  token!: Secret;

  @ListSetting({
    about: 'Base paths that the holder may write.',
    item: BASE_PATH_PATTERN_FORM,
    minItems: 1,
    maxItems: MAX_PATTERNS,
    required: true,
    example: ['/eni/*'],
  })
  basePaths: readonly string[] = [];
}
