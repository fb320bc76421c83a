import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RoverDirectory } from '../../src/apis/rovers/rover-directory.js';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import { ManualClock } from '../support/manual-clock.js';
import { eventually } from '../support/servers/real-process.js';

const rover = (...basePaths: string[]): string =>
  `apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec:\n  exposures:\n${basePaths.map((each) => `    - basePath: ${each}\n`).join('')}`;

describe('a Rover directory', () => {
  let folder: string;
  let directory: RoverDirectory;
  let stop: AbortController;
  let watching: Promise<void>;

  const file = (name = 'a.yaml'): string => join(folder, name);
  const inForce = (): string[] => [...directory.exposures().values()].flat().map((each) => each.basePath);
  const condition = (name = 'a.yaml') => directory.state().files.get(name)?.condition;
  const within = (ms: number, ...paths: string[]) =>
    eventually(`in force: ${paths.join()}`, ms, async () => inForce().join() === paths.join());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heartbeat-rovers-'));
    directory = new RoverDirectory(folder, new SystemClock());
    stop = new AbortController();
    await directory.look(true);
    watching = directory.watch(() => undefined, stop.signal);
  });

  afterEach(async () => {
    stop.abort();
    await watching;
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes an edit in place within two seconds', async () => {
    writeFileSync(file(), rover('/a/v1'));
    await within(2_000, '/a/v1');
    writeFileSync(file(), rover('/a/v1', '/b/v1'));
    await within(2_000, '/a/v1', '/b/v1');
  }, 20_000);

  it('takes a file that was renamed over the old one at once, and keeps it through a broken one', async () => {
    writeFileSync(file(), rover('/a/v1'));
    await within(2_000, '/a/v1');
    writeFileSync(file('.new'), rover('/c/v1'));
    renameSync(file('.new'), file());
    await within(1_000, '/c/v1');
    writeFileSync(file('.new'), 'kind: [');
    renameSync(file('.new'), file());
    await eventually('rejected', 2_000, async () => condition() === 'Rejected');
    expect(inForce()).toEqual(['/c/v1']);
  }, 20_000);

  it('follows the swap of a ConfigMap', async () => {
    for (const [version, path] of [
      ['1', '/a/v1'],
      ['2', '/b/v1'],
    ]) {
      mkdirSync(join(folder, `..${version}`));
      writeFileSync(join(folder, `..${version}`, 'a.yaml'), rover(path!));
    }
    symlinkSync('..1', join(folder, '..data'));
    symlinkSync('..data/a.yaml', file());
    await within(2_500, '/a/v1');
    symlinkSync('..2', join(folder, '..tmp'));
    renameSync(join(folder, '..tmp'), join(folder, '..data'));
    await within(1_500, '/b/v1');
  }, 20_000);

  it('withdraws a deleted file, but not for the moment in which an editor writes it anew', async () => {
    writeFileSync(file(), rover('/a/v1'));
    await within(2_000, '/a/v1');
    unlinkSync(file());
    await sleep(600);
    expect(inForce()).toEqual(['/a/v1']);
    writeFileSync(file(), rover('/a/v1'));
    await sleep(1_500);
    expect(inForce()).toEqual(['/a/v1']);
    unlinkSync(file());
    await within(3_000);
  }, 20_000);

  it('keeps everything when the directory itself goes, and says so', async () => {
    writeFileSync(file(), rover('/a/v1'));
    await within(2_000, '/a/v1');
    rmSync(folder, { recursive: true });
    await eventually('a problem', 2_000, async () => directory.state().problem !== undefined);
    await sleep(1_500);
    expect(inForce()).toEqual(['/a/v1']);
    mkdirSync(folder);
    writeFileSync(file(), rover('/b/v1'));
    await eventually('taken up again', 15_000, async () => inForce().includes('/b/v1'));
  }, 30_000);

  it('reads a thousand files', async () => {
    for (let index = 0; index < 1_000; index++) writeFileSync(file(`${index}.yaml`), rover(`/n/${index}`));
    await eventually('all of them', 8_000, async () => inForce().length === 1_000);
  }, 20_000);
});

describe('a Rover file that is cut at every byte, in place', () => {
  it('never brings half a version into force', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-rovers-'));
    const path = join(folder, 'a.yaml');
    const clock = new ManualClock(Date.now());
    const old = `${rover('/a/v1', '/b/v1', '/c/v1')}# end\n`;
    const next = `${rover('/a/v1', '/b/v1', '/c/v1', '/d/v1', '/e/v1')}# end\n`;
    const whole = ['/a/v1,/b/v1,/c/v1', '/a/v1,/b/v1,/c/v1,/d/v1,/e/v1'];
    let tick = 0;
    const write = (text: string): void => {
      writeFileSync(path, text);
      // Each write gets a time of its own, as slow writers have.
      utimesSync(path, new Date(), new Date(Date.now() + ++tick));
    };
    for (const [before, after] of [
      [old, next],
      [next, old],
    ] as const) {
      for (let length = 0; length <= after.length; length++) {
        const directory = new RoverDirectory(folder, clock);
        const inForce = (): string =>
          [...directory.exposures().values()]
            .flat()
            .map((each) => each.basePath)
            .join();
        write(before);
        await directory.look();
        await clock.advance(1_000);
        await directory.look();
        expect(whole).toContain(inForce());
        write(after.slice(0, length));
        for (let look = 0; look < 4; look++) {
          await directory.look();
          expect(whole).toContain(inForce());
          await clock.advance(10_000);
        }
      }
    }
    rmSync(folder, { recursive: true });
  }, 60_000);
});
