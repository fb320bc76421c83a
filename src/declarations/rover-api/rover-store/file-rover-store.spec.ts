import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import type { StoredRover } from '../rover-store.js';
import { FileRoverStore } from './file-rover-store.js';

const ROVER: StoredRover = { name: 'a', text: 'kind: Rover\nspec: {}\n', sinceMs: Date.UTC(2026, 0, 1), by: 'team-a' };

describe('FileRoverStore', () => {
  let folder: string;
  let store: FileRoverStore;
  const rovers = (): string => join(folder, 'data/rovers');
  const again = (): FileRoverStore => new FileRoverStore(join(folder, 'data'), new ManualClock());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heartbeat-store-'));
    store = again();
    await store.claim();
    await store.put(ROVER);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('leaves nothing beside the file of the Rover', () => {
    expect(readdirSync(rovers())).toEqual(['a.yaml']);
  });

  it('takes no part of a file for the whole, wherever it is cut, nor one in which anything is another', async () => {
    const file = readFileSync(join(rovers(), 'a.yaml'));
    const wrong = [
      ...Array.from({ length: file.length }, (_, length) => file.subarray(0, length)),
      ...Array.from({ length: file.length }, (_, at) =>
        Buffer.from(file.map((byte, index) => (index === at ? byte ^ 1 : byte))),
      ),
      Buffer.concat([file, file]),
      Buffer.alloc(file.length),
    ];
    await store.close();
    for (const bytes of wrong) {
      writeFileSync(join(rovers(), 'a.yaml'), bytes);
      expect({ bytes: bytes.toString(), read: await again().load() }).toEqual({
        bytes: bytes.toString(),
        read: { rovers: [], damaged: ['a'] },
      });
    }
  });

  it('puts a damaged file aside, tells of it at each start, and no more once the Rover is put again', async () => {
    writeFileSync(join(rovers(), 'a.yaml'), 'not ours');
    expect(await store.load()).toEqual({ rovers: [], damaged: ['a'] });
    expect(readFileSync(join(rovers(), 'a.yaml.damaged'), 'utf8')).toBe('not ours');
    expect(await store.load()).toEqual({ rovers: [], damaged: ['a'] });
    await store.put(ROVER);
    expect(await store.load()).toEqual({ rovers: [ROVER], damaged: [] });
  });

  it('tidies up after a process that was killed, but only where it alone writes', async () => {
    writeFileSync(join(rovers(), '.a.yaml.1234.tmp'), 'half');
    writeFileSync(join(rovers(), 'b.yaml'), 'damaged');
    expect(await again().load()).toEqual({ rovers: [ROVER], damaged: ['b'] });
    expect(readdirSync(rovers())).toEqual(['.a.yaml.1234.tmp', 'a.yaml', 'b.yaml']);
    await store.load();
    expect(readdirSync(rovers())).toEqual(['a.yaml', 'b.yaml.damaged']);
  });

  it.each([
    ['claim', () => again().claim()],
    ['load', () => again().load()],
    ['put', () => store.put(ROVER)],
  ])('rejects with an error of its own where the folder is none: %s', async (_, act) => {
    rmSync(rovers(), { recursive: true });
    writeFileSync(rovers(), 'a file');
    await expect(act()).rejects.toMatchObject({ code: 'HEARTBEAT_ROVER_STORE', full: false, cause: expect.anything() });
  });

  it('leaves the old version and nothing else where the new one cannot be written', async () => {
    mkdirSync(join(rovers(), 'b.yaml'));
    await expect(store.put({ ...ROVER, name: 'b' })).rejects.toMatchObject({ code: 'HEARTBEAT_ROVER_STORE' });
    expect(readdirSync(rovers())).toEqual(['a.yaml', 'b.yaml']);
    expect(await store.load()).toEqual({ rovers: [ROVER], damaged: ['b'] });
    expect(readdirSync(rovers())).toEqual(['a.yaml', 'b.yaml']);
  });

  it('does not take a folder that was removed for an empty one, and goes on when it is back', async () => {
    renameSync(join(folder, 'data'), join(folder, 'elsewhere'));
    const gone = { code: 'HEARTBEAT_ROVER_STORE', message: expect.stringContaining('removed while Heartbeat runs') };
    for (const act of [() => store.claim(), () => store.load(), () => store.version(), () => store.put(ROVER)])
      await expect(act()).rejects.toMatchObject(gone);
    expect(readdirSync(folder)).toEqual(['elsewhere']);
    renameSync(join(folder, 'elsewhere'), join(folder, 'data'));
    expect([await store.claim(), await store.load()]).toEqual(['held', { rovers: [ROVER], damaged: [] }]);
  });

  it('is not held up by pipes in the places of its files', async () => {
    execFileSync('mkfifo', [join(rovers(), 'b.yaml')]);
    expect(await again().load()).toEqual({ rovers: [ROVER], damaged: ['b'] });
    rmSync(join(folder, 'data/heartbeat.lock'));
    execFileSync('mkfifo', [join(folder, 'data/heartbeat.lock')]);
    await expect(store.claim()).rejects.toMatchObject({ message: expect.stringContaining('not a file') });
  });
});
