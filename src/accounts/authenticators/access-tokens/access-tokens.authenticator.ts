import { ListSetting, SettingRule } from '../../../platform/settings/setting.js';
import type { AuthenticatorKind } from '../../authenticator-kind.js';
import { AccessTokens } from './access-tokens.js';
import { AccessTokenSettings } from './access-tokens.settings.js';

const MAX_TOKENS = 100;

interface WithTokens {
  readonly tokens: readonly AccessTokenSettings[];
}

/** The registration of the tokens that the settings name. */
export const accessTokensAuthenticator: AuthenticatorKind<readonly AccessTokenSettings[]> = {
  setting: {
    key: 'tokens',
    declare: (prototype, property) => {
      for (const decorate of DECLARATION) decorate(prototype, property);
    },
    fallback: () => [],
  },
  create: (tokens, { clock, log }) => new AccessTokens(tokens, clock, log),
};

/** From the last to the first, as decorators run. */
const DECLARATION: readonly PropertyDecorator[] = [
  SettingRule<WithTokens>('a token of its own for each name', ({ tokens }) => {
    const values = tokens.map(({ token }: Partial<AccessTokenSettings>) => token?.reveal());
    const again = (value: string | undefined, index: number): boolean => values.indexOf(value) < index;
    return values.flatMap((value, index) => (value !== undefined && again(value, index) ? [[index]] : []));
  }),
  SettingRule<WithTokens>('each name once', ({ tokens }) => {
    const names = tokens.map((each) => each.name);
    return names.flatMap((name, index) => (names.indexOf(name) < index ? [[index, 'name']] : []));
  }),
  ListSetting({
    about: 'Who may write, by bearer token; without tokens, nobody may.',
    item: { type: 'section', of: () => AccessTokenSettings },
    maxItems: MAX_TOKENS,
  }),
];
