import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import { RecordingLog } from '../../../../test/support/source-context.js';
import { Secret } from '../../../platform/settings/secret.js';
import { AccessTokenSettings } from './access-tokens.settings.js';
import { AccessTokens } from './access-tokens.js';

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-tokens-'));
const file = join(folder, 'token');
afterAll(() => rmSync(folder, { recursive: true }));

const settingsOf = (name: string, token: Secret): AccessTokenSettings =>
  Object.assign(new AccessTokenSettings(), { name, token, basePaths: [`/${name}/*`] });

function tokensOf(...settings: AccessTokenSettings[]) {
  const clock = new ManualClock();
  const log = new RecordingLog();
  return { tokens: new AccessTokens(settings, clock, log), clock, log };
}

const A = 'a-token-of-team-a';
const B = 'a-token-of-team-b';

describe('AccessTokens', () => {
  it('knows the holder of each token, and what it covers', () => {
    const { tokens } = tokensOf(settingsOf('a', Secret.of(A)), settingsOf('b', Secret.of(B)));
    expect(tokens.holderOf(A)?.name).toBe('a');
    expect(tokens.holderOf(B)?.name).toBe('b');
    expect([tokens.holderOf(A)?.covers('/a/v1'), tokens.holderOf(A)?.covers('/b/v1')]).toEqual([true, false]);
  });

  it.each(['', A.slice(0, -1), `${A}x`, A.toUpperCase(), `${A}\n`])('does not know %j', (token) => {
    expect(tokensOf(settingsOf('a', Secret.of(A))).tokens.holderOf(token)).toBeUndefined();
  });

  it('accepts a rotated token within a second, and the old one no longer', async () => {
    writeFileSync(file, `${A}\n`);
    const { tokens, clock, log } = tokensOf(settingsOf('a', Secret.fromFile(file)));
    expect(tokens.holderOf(A)?.name).toBe('a');
    writeFileSync(file, B);
    await clock.advance(1_000);
    expect([tokens.holderOf(A), tokens.holderOf(B)?.name]).toEqual([undefined, 'a']);
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['is gone', () => rmSync(file), 'its file cannot be read: ENOENT'],
    ['is empty', () => writeFileSync(file, '\n'), 'its file does not hold a token of 16'],
    ['is too short', () => writeFileSync(file, 'short'), 'its file does not hold a token of 16'],
  ])('accepts no token whose file %s, says so once, and goes on when it is back', async (_, spoil, problem) => {
    writeFileSync(file, A);
    const { tokens, clock, log } = tokensOf(settingsOf('a', Secret.fromFile(file)), settingsOf('b', Secret.of(B)));
    expect(tokens.holderOf(A)?.name).toBe('a');
    spoil();
    for (let second = 0; second < 3; second++) {
      await clock.advance(1_000);
      expect([tokens.holderOf(A), tokens.holderOf(''), tokens.holderOf('short')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(tokens.holderOf(B)?.name).toBe('b');
    }
    writeFileSync(file, A);
    await clock.advance(1_000);
    expect(tokens.holderOf(A)?.name).toBe('a');
    expect(log.lines).toEqual([
      expect.stringMatching(new RegExp(`^warn .*"name":"a".*${problem}`)),
      expect.stringMatching(/^info .*"name":"a"/),
    ]);
    expect(JSON.stringify(log.lines)).not.toContain(A);
  });
});
