import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { loadSettings } from '../../../src/config/load-settings.js';
import { readSettings } from '../../../src/platform/settings/read-settings.js';
import { ENVIRONMENT, examples, problemsOf, remarks, validateSchema } from './examples.js';

const bad = examples('bad');
const good = [...examples('good'), 'heartbeat.example.yaml'];

describe('a wrong setting', () => {
  it.each(bad)('is told with its key, what is wrong and what is allowed: %s', (file) => {
    const expected = remarks(file, 'expect');
    expect(expected.length).toBeGreaterThan(0);
    const found = problemsOf(file);
    // An expectation that ends in … leaves the rest open: what it lists grows, or differs from machine to machine.
    const shown = found.map((line, index) => {
      const start = expected[index]?.endsWith('…') ? expected[index].slice(0, -1) : undefined;
      return start !== undefined && line.startsWith(start) ? `${start}…` : line;
    });
    expect(shown).toEqual(expected);
  });

  it('never shows a secret', () => {
    expect(bad.flatMap(problemsOf).join('\n')).not.toMatch(/hunter\d|canary-secret/);
    expect(bad.filter((file) => /hunter\d/.test(readFileSync(file, 'utf8'))).length).toBeGreaterThan(5);
  });

  it.each(bad)('shows in editors, exactly where the example says that it does: %s', (file) => {
    const [document] = parseAllDocuments(readFileSync(file, 'utf8'));
    const caught = document!.errors.length > 0 || !validateSchema(document!.toJS());
    expect(caught ? 'yes' : 'no').toBe(remarks(file, 'editors')[0]);
  });
});

describe('a good file', () => {
  it.each(good)('is taken, by us and by the schema: %s', (file) => {
    expect(problemsOf(file)).toEqual([]);
    validateSchema(parse(readFileSync(file, 'utf8')) ?? {});
    expect(validateSchema.errors ?? []).toEqual([]);
  });

  it('fills in the defaults of the design', () => {
    const { settings } = loadSettings('test/contract/config/good/smallest.yaml', {});
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

  it('counts paths from its own folder, those of defaults too', () => {
    const { settings } = loadSettings('test/contract/config/good/smallest.yaml', {});
    expect(settings.storage.url).toBe(`file:${resolve('test/contract/config/good/data/heartbeat.db')}`);
    const everything = loadSettings('test/contract/config/good/everything.yaml', ENVIRONMENT);
    expect(everything.settings.storage.url).toBe(settings.storage.url);
  });

  it('may be empty, or hold comments only', () => {
    const { settings } = loadSettings('test/contract/config/good/comments.yaml', {});
    expect(settings).toEqual(readSettings(HeartbeatSettings, undefined, { environment: {}, folder: 'test/contract/config/good' }));
  });

  it('takes numbers and secrets from the environment', () => {
    const { settings } = loadSettings('test/contract/config/good/environment.yaml', ENVIRONMENT);
    const source = settings.sources[0] as unknown as { auth: { bearer: { token: { reveal(): string } } } };
    expect([settings.http.port, source.auth.bearer.token.reveal(), JSON.stringify(source.auth)]).toEqual([
      9_090,
      'canary-secret',
      '{"bearer":{"token":"***"}}',
    ]);
  });
});
