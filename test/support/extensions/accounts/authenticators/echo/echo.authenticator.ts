import { TextSetting } from '../../../platform/settings/setting.js';
import type { AuthenticatorKind } from '../../authenticator-kind.js';
import { Principal } from '../../principal.js';

/** A stub: recognises everyone who sends the word of the settings, and lets them write everything. */
export const echoAuthenticator: AuthenticatorKind<string | undefined> = {
  setting: {
    key: 'echoWord',
    declare: TextSetting({ about: 'The word.', maxLength: 30, example: 'friend' }),
    fallback: () => undefined,
  },
  create: (word) => ({
    anybody: word !== undefined,
    holderOf: (token) => (token === word ? new Principal('echo', ['/*']) : undefined),
  }),
};
