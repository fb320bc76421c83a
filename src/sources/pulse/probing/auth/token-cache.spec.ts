import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../../test/support/manual-clock.js';
import { Secret } from '../../../../platform/settings/secret.js';
import type { NoAnswer } from '../answer.js';
import type { ClientCredentials } from '../../probe-request.js';
import type { FreshToken } from './token-answer.js';
import { TokenCache } from './token-cache.js';

const FAILED: NoAnswer = { outcome: 'no-response', cause: 'auth', detail: 'no token' };
const credentials = (parts: Partial<ClientCredentials> = {}): ClientCredentials => ({
  kind: 'oauth2',
  tokenUrl: new URL('https://id.example.com/token'),
  clientId: 'c',
  clientSecret: Secret.of('s'),
  policy: 'any',
  ...parts,
});

let clock: ManualClock;
let answers: (FreshToken | NoAnswer)[];
let asked: number;
let cache: TokenCache;

beforeEach(() => {
  clock = new ManualClock();
  answers = [];
  asked = 0;
  cache = new TokenCache(clock, async () => {
    asked++;
    return answers.shift() ?? { token: `t${asked}`, livesMs: 100_000 };
  });
});

/** The token now, or the word for having none; whether it was there at once. */
async function token(parts: Partial<ClientCredentials> = {}): Promise<[found: string, atOnce: boolean]> {
  const found = cache.token(credentials(parts));
  const settled = await found;
  return ['token' in settled ? settled.token : settled.detail, !(found instanceof Promise)];
}

describe('A token', () => {
  it('is kept while it is good', async () => {
    expect([await token(), await token(), asked]).toEqual([['t1', false], ['t1', true], 1]);
  });

  it('is fetched once for all who wait', async () => {
    expect(await Promise.all([token(), token()])).toEqual([
      ['t1', false],
      ['t1', false],
    ]);
    expect(asked).toBe(1);
  });

  it.each<[string, Partial<ClientCredentials>]>([
    ['endpoint', { tokenUrl: new URL('https://id.example.com/other') }],
    ['client', { clientId: 'd' }],
    ['scope', { scope: 'read' }],
    ['secret, so that guessing names gives no token', { clientSecret: Secret.of('wrong') }],
  ])('is for one %s', async (_, parts) => {
    expect([await token(), await token(parts)]).toEqual([
      ['t1', false],
      ['t2', false],
    ]);
  });

  it('is fetched anew while the one before is still good', async () => {
    await token();
    await clock.advance(91_000);
    expect(await token()).toEqual(['t1', true]);
    await clock.advance(1);
    expect([await token(), asked]).toEqual([['t2', true], 2]);
  });

  it('is not used once it has expired', async () => {
    await token();
    await clock.advance(100_000);
    expect(await token()).toEqual(['t2', false]);
  });

  it('stays while its successor cannot be had, which is asked for at intervals', async () => {
    await token();
    answers = [FAILED, FAILED];
    await clock.advance(91_000);
    for (let second = 0; second < 9; second++) {
      expect(await token()).toEqual(['t1', true]);
      await clock.advance(1_000);
    }
    expect(asked).toBe(3);
  });
});

describe('After a 401', () => {
  it('a token gives way to another one', async () => {
    await token();
    await clock.advance(5_000);
    expect(cache.refuse(credentials(), 't1')).toBe(true);
    expect(await token()).toEqual(['t2', false]);
  });

  it('a young token stays: the next would be no better', async () => {
    await token();
    await clock.advance(4_999);
    expect([cache.refuse(credentials(), 't1'), await token()]).toEqual([false, ['t1', true]]);
  });

  it('a token that has given way meanwhile does not take its successor along', async () => {
    await token();
    expect([cache.refuse(credentials(), 't0'), await token()]).toEqual([true, ['t1', true]]);
  });
});

describe('A failure', () => {
  it('is kept for a while, so that a broken endpoint is not stormed', async () => {
    answers = [FAILED];
    expect([await token(), await token(), asked]).toEqual([['no token', false], ['no token', true], 1]);
    await clock.advance(5_000);
    expect(await token()).toEqual(['t2', false]);
  });
});

it('The oldest of a thousand tokens gives way', async () => {
  for (let client = 0; client <= 1_000; client++) await token({ clientId: `c${client}` });
  expect(await token({ clientId: 'c1' })).toEqual(['t2', true]);
  expect(await token({ clientId: 'c0' })).toEqual(['t1002', false]);
});
