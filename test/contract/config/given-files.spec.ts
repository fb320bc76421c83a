import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessTokens } from '../../../src/accounts/authenticators/access-tokens/access-tokens.js';
import { loadSettings } from '../../../src/config/load-settings.js';
import { Secret } from '../../../src/platform/settings/secret.js';
import { SettingsError } from '../../../src/platform/settings/settings-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLog } from '../../support/source-context.js';

const TOKEN = 'a-token-of-team-a';
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heartbeat-given-'));
  file = join(folder, 'file');
});

afterEach(() => rmSync(folder, { recursive: true }));

function problemsOf(settings: string): string[] {
  try {
    loadSettings(settings, {});
    return [];
  } catch (error) {
    return (error as SettingsError).problems.map(({ problem }) => problem);
  }
}

/** In the place of a file that was good. */
describe.each([
  ['a pipe that nothing writes to', (path: string) => execFileSync('mkfifo', [path])],
  ['/dev/zero', (path: string) => symlinkSync('/dev/zero', path)],
])('%s in the place of', (_, make) => {
  const replace = (): void => {
    make(`${file}.new`);
    renameSync(`${file}.new`, file);
  };

  it('the settings file is a mistake, told at once', () => {
    replace();
    expect(problemsOf(file)).toEqual(['cannot be read (not a file)']);
  });

  it('the file of a token is a mistake in the settings, told at once', () => {
    replace();
    const settings = join(folder, 'heartbeat.yaml');
    writeFileSync(settings, 'access: { tokens: [{ name: a, tokenFile: ./file, basePaths: [/a/*] }] }\n');
    expect(problemsOf(settings)).toEqual([expect.stringContaining('cannot be read (not a file)')]);
  });

  it('the file of a token that was in force holds nothing up, and the token is known no more', async () => {
    writeFileSync(file, TOKEN);
    const settings = { name: 'a', token: Secret.fromFile(file), basePaths: ['/a/*'] };
    const [clock, log] = [new ManualClock(), new RecordingLog()];
    const tokens = new AccessTokens([settings], clock, log);
    expect(tokens.holderOf(TOKEN)?.name).toBe('a');
    replace();
    await clock.advance(1_000);
    expect(tokens.holderOf(TOKEN)).toBeUndefined();
    expect(log.lines).toEqual([expect.stringContaining('its file cannot be read: not a file')]);
  });

  it('the file of a secret holds nothing up: it cannot be read', () => {
    writeFileSync(file, TOKEN);
    const secret = Secret.fromFile(file);
    replace();
    expect(() => secret.reveal()).toThrow(expect.objectContaining({ code: 'HEARTBEAT_FILE_UNREADABLE' }));
  });
});

it('a secret of more than 64 kB cannot be read', () => {
  writeFileSync(file, 'x'.repeat(65_537));
  expect(() => Secret.fromFile(file).reveal()).toThrow('larger than 64 kB');
});
