import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readSettingsFile } from '../../config/settings-file.js';
import { SettingsError } from '../settings/settings-error.js';
import { Secret } from '../settings/secret.js';
import { FileUnreadableError, inGivenFile, readGivenFile, whyUnreadable, wholeFile } from './given-file.js';

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-given-'));
const pipe = join(folder, 'pipe');
execFileSync('mkfifo', [pipe]);
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(bytes: number): string {
  const path = join(folder, `of-${bytes}`);
  writeFileSync(path, 'x'.repeat(bytes));
  return path;
}

/** What cannot be read, with the reason. */
const UNREADABLE: [what: string, path: string, why: string][] = [
  ['a pipe that nobody writes to', pipe, 'not a file'],
  ['a device without an end', '/dev/zero', 'not a file'],
  ['a directory', folder, 'not a file'],
  ['nothing', join(folder, 'nothing'), 'ENOENT'],
  ['a path through a file', join(fileOf(1), 'below'), 'ENOTDIR'],
];

describe('a file that is given', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('is read whole where it has %i bytes', (bytes) => {
    const reading = readGivenFile(fileOf(bytes), 1_000_000);
    expect(reading.ok && reading.value.toString()).toBe('x'.repeat(bytes));
  });

  it('is read through a link', () => {
    const link = join(folder, 'link');
    symlinkSync(fileOf(3), link);
    expect(wholeFile('it', link, 3).toString()).toBe('xxx');
  });

  it('is read one byte beyond the limit, and no further', () => {
    const lengths = [9, 10, 11, 100_000].map((bytes) => {
      const reading = readGivenFile(fileOf(bytes), 10);
      return reading.ok && reading.value.length;
    });
    expect(lengths).toEqual([9, 10, 11, 11]);
  });

  it('does not hold up what is too large', () => {
    const file = fileOf(2_049);
    expect(() => wholeFile('it', file, 2_048)).toThrow(new FileUnreadableError('it', 'larger than 2 kB'));
    expect([whyUnreadable(file, 2_048), whyUnreadable(file)]).toEqual(['larger than 2 kB', undefined]);
  });

  it('does not swallow what its reader throws', () => {
    const fault = Object.assign(new Error('mine'), { code: 'MINE' });
    const use = (): never => {
      throw fault;
    };
    expect(() => inGivenFile(fileOf(1), use)).toThrow(fault);
  });

  describe.each(UNREADABLE)('that is %s', (_, path, why) => {
    it('is refused at once', () => {
      expect([readGivenFile(path, 10), whyUnreadable(path)]).toEqual([{ ok: false, why }, why]);
    });

    it('is no secret', () => {
      expect(() => Secret.fromFile(path).reveal()).toThrow(new FileUnreadableError('the file of a secret', why));
    });

    it('is no settings file', () => {
      const allowed = 'a readable YAML file';
      const problem = { path: [], file: path, problem: `cannot be read (${why})`, allowed };
      expect(() => readSettingsFile(path)).toThrow(new SettingsError([problem]));
    });
  });
});
