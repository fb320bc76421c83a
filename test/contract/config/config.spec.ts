import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { loadSettings } from '../../../src/config/load-settings.js';
import { settingsSchema } from '../../../src/config/settings-schema.js';
import { describeProblem, SettingsError } from '../../../src/platform/settings/settings-error.js';

const FOLDER = 'test/contract/config';
const ENVIRONMENT = { HEARTBEAT_PORT: '9090', HEARTBEAT_TOKEN: 'canary-secret', HEARTBEAT_WORD: 'many', PATH: '/bin' };
const validate = new Ajv2020({ strict: false }).compile(settingsSchema(HeartbeatSettings));

const files = (kind: string): string[] => readdirSync(join(FOLDER, kind)).map((name) => join(FOLDER, kind, name));

function problemsOf(file: string): string[] {
  try {
    loadSettings(file, ENVIRONMENT);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(describeProblem);
  }
}

describe('a wrong setting', () => {
  it.each(files('bad'))('is told with its key, what is wrong and what is allowed: %s', (file) => {
    const text = readFileSync(file, 'utf8');
    const expected = [...text.matchAll(/^# expect: (.*)$/gm)].map(([, line]) => line);
    expect(expected.length).toBeGreaterThan(0);
    expect(problemsOf(file)).toEqual(expected);
  });

  it('never shows a secret', () => {
    expect(files('bad').flatMap(problemsOf).join('\n')).not.toMatch(/hunter2|canary-secret/);
  });
});

describe('a good file', () => {
  it.each(files('good'))('is taken, by us and by the schema: %s', (file) => {
    expect(problemsOf(file)).toEqual([]);
    validate(parse(readFileSync(file, 'utf8')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('fills in the defaults of the design', () => {
    const { settings } = loadSettings(join(FOLDER, 'good/smallest.yaml'), {});
    expect(settings.http).toMatchObject({ port: 8080, host: '0.0.0.0', prefix: '' });
    expect(settings.window).toMatchObject({ lengthMs: 300_000, bucketMs: 10_000 });
    expect(settings.evaluation).toMatchObject({
      threshold: 0.9,
      minimumRequests: 10,
      everyMs: 5_000,
      staleAfterMs: 90_000,
    });
    expect(settings.apis.maximum).toBe(100_000);
  });

  it('takes numbers and secrets from the environment', () => {
    const { settings } = loadSettings(join(FOLDER, 'good/environment.yaml'), ENVIRONMENT);
    const source = settings.sources[0] as unknown as { auth: { bearer: { token: { reveal(): string } } } };
    expect([settings.http.port, source.auth.bearer.token.reveal(), JSON.stringify(source.auth)]).toEqual([
      9_090,
      'canary-secret',
      '{"bearer":{"token":"***"}}',
    ]);
  });
});

describe('the schema for editors', () => {
  const caught = ['unknown-key', 'port-range', 'unknown-kind', 'threshold', 'secret-written-out', 'dialect'];
  it.each(caught)('catches %s too', (name) => {
    expect(validate(parse(readFileSync(join(FOLDER, 'bad', `${name}.yaml`), 'utf8')))).toBe(false);
  });
});
