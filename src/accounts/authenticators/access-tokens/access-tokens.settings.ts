import type { Secret } from '../../../platform/settings/secret.js';
import { ListSetting, SecretSetting, SettingRule, TextSetting } from '../../../platform/settings/setting.js';
import { BASE_PATH_PATTERN_FORM } from '../../base-path-pattern.js';

const MAX_PATTERNS = 1_000;
const USABLE_TOKEN = /^[\x21-\x7e]{16,1024}$/;

/** What a token may look like, in words. */
export const TOKEN_SHAPE = 'a token of 16 to 1024 visible ASCII characters without spaces';

/** Whether a text is long enough for a token, and can be sent in a header. */
export function isUsableToken(text: string): boolean {
  return USABLE_TOKEN.test(text);
}

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
