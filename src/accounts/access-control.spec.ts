import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { RecordingLog } from '../../test/support/source-context.js';
import { RefusedRequestError } from '../platform/http/problem.js';
import { Secret } from '../platform/settings/secret.js';
import { AccessControl, type AccessDecision } from './access-control.js';
import { AccessTokenSettings } from './authenticators/access-tokens/access-tokens.settings.js';
import { AccessTokens } from './authenticators/access-tokens/access-tokens.js';
import { WrongTokens } from './wrong-tokens.js';

const TOKEN = 'a-token-of-team-a';
const address = '10.0.0.1';

function begin(...tokens: string[]) {
  const clock = new ManualClock();
  const settings = tokens.map((token) =>
    Object.assign(new AccessTokenSettings(), { name: 'team-a', token: Secret.of(token), basePaths: ['/eni/*'] }),
  );
  const outcomes: string[] = [];
  const known = new AccessTokens(settings, clock, new RecordingLog());
  const wrong = new WrongTokens(clock, () => undefined);
  return { control: new AccessControl([known], wrong, (outcome) => outcomes.push(outcome)), outcomes, clock };
}

const shown = (decision: AccessDecision): unknown =>
  decision.granted ? decision.principal.name : [decision.refusal.kind.status, decision.refusal.kind.slug];

describe('AccessControl', () => {
  it('refuses all writes while there are no tokens, and names the setting', () => {
    const { control, outcomes } = begin();
    const decision = control.admit({ authorization: `Bearer ${TOKEN}`, address });
    expect(shown(decision)).toEqual([403, 'access-tokens-not-set']);
    expect(decision.granted ? '' : decision.refusal.message).toContain('access.tokens');
    expect([control.anybody, outcomes]).toEqual([false, ['no-tokens-set']]);
  });

  it('asks for a token where there is none, also an address that has sent too many wrong ones', () => {
    const { control } = begin(TOKEN);
    for (let index = 0; index < 30; index++) control.admit({ authorization: `Bearer wrong-token-${index}`, address });
    expect(shown(control.admit({ authorization: 'Bearer wrong-token', address }))).toEqual([
      429,
      'too-many-wrong-tokens',
    ]);
    expect(shown(control.admit({ authorization: undefined, address }))).toEqual([401, 'access-token-required']);
  });

  it.each<[string, string | undefined, unknown]>([
    ['the token', `Bearer ${TOKEN}`, 'team-a'],
    ['the token, the scheme in other letters', `bearer  ${TOKEN}`, 'team-a'],
    ['nothing', undefined, [401, 'access-token-required']],
    ['an empty header', '', [401, 'access-token-required']],
    ['another token', 'Bearer another-token-altogether', [401, 'access-token-required']],
    ['the token in another scheme', `Basic ${TOKEN}`, [401, 'access-token-required']],
    ['the token alone', TOKEN, [401, 'access-token-required']],
    ['the token and more', `Bearer ${TOKEN} x`, [401, 'access-token-required']],
    ['8 kB', `Bearer ${'x'.repeat(8_192)}`, [401, 'access-token-required']],
  ])('answers to %s', (_, authorization, expected) => {
    expect(shown(begin(TOKEN).control.admit({ authorization, address }))).toEqual(expected);
  });

  it('puts wrong tokens off when there were too many, and never a right one', async () => {
    const { control, clock, outcomes } = begin(TOKEN);
    const wrong = { authorization: 'Bearer a-wrong-token-of-some-length', address };
    for (let count = 0; count < 20; count++)
      expect(shown(control.admit(wrong))).toEqual([401, 'access-token-required']);
    const decision = control.admit(wrong);
    expect(shown(decision)).toEqual([429, 'too-many-wrong-tokens']);
    expect(decision).toMatchObject({ retryAfterSeconds: 3 });
    expect(shown(control.admit({ authorization: `Bearer ${TOKEN}`, address }))).toBe('team-a');
    expect(shown(control.admit({ ...wrong, address: '10.0.0.2' }))).toEqual([401, 'access-token-required']);
    await clock.advance(3_000);
    expect(shown(control.admit(wrong))).toEqual([401, 'access-token-required']);
    expect(shown(control.admit(wrong))).toEqual([429, 'too-many-wrong-tokens']);
    expect(outcomes.slice(20)).toEqual(['too-many-wrong', 'granted', 'wrong-token', 'wrong-token', 'too-many-wrong']);
  });

  it('does not count requests without a token as wrong ones', () => {
    const { control } = begin(TOKEN);
    for (let count = 0; count < 100; count++) control.admit({ authorization: undefined, address });
    expect(shown(control.admit({ authorization: `Bearer ${TOKEN}`, address }))).toBe('team-a');
  });

  it('names the first base paths that a token does not cover', () => {
    const { control, outcomes } = begin(TOKEN);
    const decision = control.admit({ authorization: `Bearer ${TOKEN}`, address });
    if (!decision.granted) throw decision.refusal;
    control.requireCover(decision.principal, ['/eni/a', '/eni/b']);
    const refused = (): void =>
      control.requireCover(decision.principal, ['/eni/a', '/eni-evil', '/b', '/c', '/d', '/e']);
    expect(refused).toThrow(RefusedRequestError);
    expect(refused).toThrow('the token team-a may not write /eni-evil, /b, /c and 2 more');
    expect(outcomes).toEqual(['granted', 'not-covered', 'not-covered']);
  });
});
