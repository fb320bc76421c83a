import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { FolderLock } from './folder-lock.js';
import { hasEnded, ownIdentity, type ProcessIdentity } from './process-identity.js';

describe('FolderLock', () => {
  let folder: string;
  let clock: ManualClock;
  const path = (): string => join(folder, 'heartbeat.lock');
  const lock = (): FolderLock => new FolderLock(folder, clock);
  const elsewhere = (over: object = {}): string =>
    JSON.stringify({ id: 'theirs', host: 'elsewhere', boot: 'another', pid: 7, startTicks: 1, ...over });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heartbeat-lock-'));
    clock = new ManualClock();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is taken, kept and given back, and leaves nothing behind', async () => {
    const one = lock();
    expect([await one.hold(), await one.hold()]).toEqual(['taken', 'held']);
    expect(readdirSync(folder)).toEqual(['heartbeat.lock']);
    await one.release();
    await one.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(await one.hold()).toBe('taken');
  });

  it('belongs to one, and says to which process', async () => {
    await lock().hold();
    const { pid, host } = await ownIdentity();
    expect(await lock().hold()).toEqual({
      heldBy: pid === undefined ? `a process on ${host}` : `process ${pid} on ${host}`,
    });
  });

  it('belongs to one of many that want it at the same time', async () => {
    const states = await Promise.all(Array.from({ length: 20 }, () => lock().hold()));
    expect(states.filter((each) => each === 'taken')).toHaveLength(1);
  });

  it('of another machine is abandoned once nothing has touched it for ten seconds', async () => {
    writeFileSync(path(), elsewhere());
    const one = lock();
    const other = { heldBy: 'process 7 on elsewhere' };
    expect(await one.hold()).toEqual(other);
    await clock.advance(9_999);
    expect(await one.hold()).toEqual(other);
    writeFileSync(path(), elsewhere({ startTicks: 2 }));
    await clock.advance(1);
    expect(await one.hold()).toEqual(other);
    await clock.advance(9_999);
    expect(await one.hold()).toEqual(other);
    await clock.advance(1);
    expect(await one.hold()).toBe('taken');
    expect(readdirSync(folder)).toEqual(['heartbeat.lock']);
  });

  it('is touched by its holder often enough that no one takes it away', async () => {
    const [holder, other] = [lock(), lock()];
    await holder.hold();
    const text = readFileSync(path(), 'utf8').replaceAll(/"boot":"[^"]*"/g, '"boot":"another"');
    writeFileSync(path(), text);
    for (let second = 0; second < 60; second += 2) {
      expect([await holder.hold(), await other.hold()]).toEqual(['held', { heldBy: expect.any(String) }]);
      await clock.advance(2_000);
    }
  });

  it('that was taken away is not given back, and not thought to be ours', async () => {
    const one = lock();
    await one.hold();
    writeFileSync(path(), elsewhere());
    expect(await one.hold()).toEqual({ heldBy: 'process 7 on elsewhere' });
    await one.release();
    expect(readFileSync(path(), 'utf8')).toBe(elsewhere());
  });

  it.each(['', '{', 'null', '[]', '{"host":5}', elsewhere({ pid: 'x' })])(
    'may hold anything, such as %j: it is abandoned in time',
    async (text) => {
      writeFileSync(path(), text);
      const one = lock();
      expect(await one.hold()).toEqual({ heldBy: expect.any(String) });
      await clock.advance(10_000);
      expect(await one.hold()).toBe('taken');
    },
  );

  it('rejects with the error of the system where the folder is none', async () => {
    const one = new FolderLock(join(folder, 'nowhere'), clock);
    await expect(one.hold()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('hasEnded', () => {
  const linux = process.platform === 'linux' ? it : it.skip;

  linux('knows a process of this machine that lives, that has ended, and that has another one’s number', async () => {
    const own = await ownIdentity();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
    const startTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const identity: ProcessIdentity = { ...own, pid: child.pid!, startTicks };
    expect([await hasEnded(own, own), await hasEnded(identity, own)]).toEqual([false, false]);
    expect(await hasEnded({ ...identity, startTicks: startTicks - 1 }, own)).toBe(true);
    expect(await hasEnded({ ...identity, boot: 'another' }, own)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await hasEnded(identity, own)).toBe(true);
  });

  it('cannot tell without knowing which run of the machine it was', async () => {
    expect(await hasEnded({ host: 'x' }, { host: 'x' })).toBe(false);
    expect(await hasEnded({ host: 'x', boot: 'b', pid: 1, startTicks: 1 }, { host: 'x' })).toBe(false);
  });
});
