import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Secret } from './secret.js';

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a secret', () => {
  it('is shown only when asked for by reveal()', () => {
    const secret = Secret.of('hunter2');
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { showHidden: true }),
    ];
    expect(shown.join()).not.toContain('hunter2');
    expect([Object.values(secret), Object.getOwnPropertyNames(secret), { ...secret }]).toEqual([[], [], {}]);
    expect(secret.reveal()).toBe('hunter2');
  });

  it('is read again each time when it stands in a file, without its line end', () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'first\r\n');
    const secret = Secret.fromFile(file);
    expect(secret.reveal()).toBe('first');
    writeFileSync(file, ' second \n');
    expect(secret.reveal()).toBe(' second ');
  });
});
