import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../support/rover-yaml-of-all-kinds.js';
import { slownessNow } from '../support/least-cpu-ms.js';
import { RoverDirectory } from '../../src/declarations/rover-directory/rover-directory.js';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import { ManualClock } from '../support/manual-clock.js';
import { roverYaml } from '../support/rover-yaml.js';

let folder: string;
let rovers: string;
const at = (name: string): string => join(rovers, name);
/** Writes as one does who makes a copy first: nobody ever sees a part. */
const replace = (name: string, text: string): void => {
  writeFileSync(join(folder, 'draft'), text);
  renameSync(join(folder, 'draft'), at(name));
};
const inForce = (directory: RoverDirectory): Record<string, string[]> =>
  Object.fromEntries(
    [...directory.state().files].map(([name, { exposures }]) => [name, exposures.map((each) => each.basePath)]),
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heartbeat-rovers-'));
  rovers = join(folder, 'rovers');
  mkdirSync(rovers);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a Rover directory, looked at', () => {
  let clock: ManualClock;
  let directory: RoverDirectory;

  const look = async (ms = 0): Promise<Record<string, string[]>> => {
    await clock.advance(ms);
    await directory.look();
    return inForce(directory);
  };
  const conditionOf = (name: string): unknown => {
    const { condition, problems } = directory.state().files.get(name)!;
    return [condition, ...problems.map((each) => each.code)];
  };
  /** Starts with files that have stood there for a minute. */
  const start = async (files: Record<string, string>): Promise<void> => {
    for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
    clock = new ManualClock(Date.now() + 60_000);
    directory = new RoverDirectory(rovers, ROVER_YAML_OF_ALL_KINDS, clock);
    await directory.look(true);
  };

  it('knows what stands there at the start, in the order of the names', async () => {
    await start({ 'b.yml': roverYaml('/b/v1'), 'a.yaml': roverYaml('/a/v1'), '.c.yaml': 'x', 'd.txt': 'x' });
    expect(inForce(directory)).toEqual({ 'a.yaml': ['/a/v1'], 'b.yml': ['/b/v1'] });
    expect([...directory.state().files.keys()]).toEqual(['a.yaml', 'b.yml']);
  });

  it('does not trust a file at the start that was written a moment ago', async () => {
    writeFileSync(at('a.yaml'), roverYaml('/a/v1'));
    clock = new ManualClock(Date.now());
    directory = new RoverDirectory(rovers, ROVER_YAML_OF_ALL_KINDS, clock);
    await directory.look(true);
    expect(inForce(directory)).toEqual({ 'a.yaml': [] });
    expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v1'] });
  });

  it('sees a change of the same length within one tick of the clock of the file system', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1') });
    const date = new Date(Date.now() - 60_000);
    writeFileSync(at('a.yaml'), roverYaml('/a/v2', '/a/v1'));
    utimesSync(at('a.yaml'), date, date);
    await look();
    writeFileSync(at('a.yaml'), roverYaml('/a/v3', '/a/v1'));
    utimesSync(at('a.yaml'), date, date);
    await look();
    expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v3', '/a/v1'] });
  });

  it('withdraws what a file declared once it has been gone for a second', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1'), 'b.yaml': roverYaml('/b/v1') });
    unlinkSync(at('a.yaml'));
    await look();
    expect(await look(999)).toEqual({ 'a.yaml': ['/a/v1'], 'b.yaml': ['/b/v1'] });
    expect(await look(1)).toEqual({ 'b.yaml': ['/b/v1'] });
  });

  it('does not flicker when an editor unlinks a file and creates it again', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1') });
    unlinkSync(at('a.yaml'));
    expect(await look()).toEqual({ 'a.yaml': ['/a/v1'] });
    writeFileSync(at('a.yaml'), roverYaml('/a/v1', '/a/v2').slice(0, -10));
    expect(await look(500)).toEqual({ 'a.yaml': ['/a/v1'] });
    writeFileSync(at('a.yaml'), roverYaml('/a/v1', '/a/v2'));
    await look(500);
    expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v1', '/a/v2'] });
  });

  it('takes a file at once that was given another name after it was written', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1', '/a/v2') });
    writeFileSync(join(folder, 'draft'), roverYaml('/b/v1'));
    const past = new Date(Date.now() - 1_000);
    utimesSync(join(folder, 'draft'), past, past);
    renameSync(join(folder, 'draft'), at('a.yaml'));
    expect(await look()).toEqual({ 'a.yaml': ['/b/v1'] });
  });

  it('keeps everything while the directory is away or cannot be read, and says so', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1') });
    renameSync(rovers, join(folder, 'elsewhere'));
    for (const ms of [0, 1_000, 3_600_000]) expect(await look(ms)).toEqual({ 'a.yaml': ['/a/v1'] });
    expect(directory.state().problem).toBe('cannot be read: ENOENT');
    renameSync(join(folder, 'elsewhere'), rovers);
    expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v1'] });
    expect(directory.state().problem).toBeUndefined();
  });

  it('keeps everything when an empty directory takes the place, as when a volume is unmounted', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1') });
    renameSync(rovers, join(folder, 'elsewhere'));
    mkdirSync(rovers);
    for (const ms of [0, 1_000, 3_600_000]) expect(await look(ms)).toEqual({ 'a.yaml': ['/a/v1'] });
    expect(directory.state().problem).toMatch(/^is empty/);
  });

  it('gives the files of a new directory ten seconds to arrive', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1'), 'b.yaml': roverYaml('/b/v1') });
    rmSync(rovers, { recursive: true });
    mkdirSync(rovers);
    writeFileSync(at('b.yaml'), roverYaml('/b/v1'));
    await look();
    expect(await look(9_999)).toEqual({ 'a.yaml': ['/a/v1'], 'b.yaml': ['/b/v1'] });
    expect(await look(1)).toEqual({ 'b.yaml': ['/b/v1'] });
  });

  it('runs without the directory, and takes it once it is there', async () => {
    rmSync(rovers, { recursive: true });
    await start({});
    expect([inForce(directory), directory.state().problem]).toEqual([{}, 'cannot be read: ENOENT']);
    mkdirSync(rovers);
    writeFileSync(at('a.yaml'), roverYaml('/a/v1'));
    await look();
    expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v1'] });
  });

  it('reports what is no readable file of its own, and keeps what was in force', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1'), 'b.yaml': roverYaml('/b/v1') });
    writeFileSync(join(folder, 'secret'), 'hunter2: [\n');
    unlinkSync(at('a.yaml'));
    symlinkSync(join(folder, 'secret'), at('a.yaml'));
    execFileSync('mkfifo', [at('pipe.yaml')]);
    mkdirSync(at('folder.yaml'));
    symlinkSync('loop.yaml', at('loop.yaml'));
    writeFileSync(at('large.yaml'), 'x'.repeat(256 * 1024 + 1));
    expect(await look()).toMatchObject({ 'a.yaml': ['/a/v1'], 'b.yaml': ['/b/v1'] });
    const names = ['a.yaml', 'pipe.yaml', 'folder.yaml', 'loop.yaml', 'large.yaml'];
    expect(names.map(conditionOf)).toEqual([
      ['Rejected', 'LINK'],
      ['Rejected', 'NOT_A_FILE'],
      ['Rejected', 'NOT_A_FILE'],
      ['Rejected', 'UNREADABLE'],
      ['Rejected', 'SIZE'],
    ]);
    expect(JSON.stringify([...directory.state().files])).not.toContain('hunter2');
  });

  it('recovers when a file that could not be read can be read again', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1') });
    renameSync(at('a.yaml'), join(folder, 'kept'));
    mkdirSync(at('a.yaml'));
    await look();
    expect(conditionOf('a.yaml')).toEqual(['Rejected', 'NOT_A_FILE']);
    rmSync(at('a.yaml'), { recursive: true });
    renameSync(join(folder, 'kept'), at('a.yaml'));
    await look();
    expect(conditionOf('a.yaml')).toEqual(['Accepted']);
  });

  it('leaves out files with invisible characters in their names, and says so', async () => {
    await start({ 'a.yaml': roverYaml('/a/v1'), 'b\u202e.yaml': roverYaml('/b/v1'), 'c\n.yaml': roverYaml('/c/v1') });
    expect(inForce(directory)).toEqual({ 'a.yaml': ['/a/v1'] });
    expect(directory.state().problem).toMatch(/^holds 2 files with invisible/);
  });

  it('follows a ConfigMap: links through ..data, swapped all at once, none counted twice', async () => {
    const version = (name: string, files: Record<string, string>): void => {
      mkdirSync(at(name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(rovers, name, file), text);
      symlinkSync(name, at('..data_tmp'));
      renameSync(at('..data_tmp'), at('..data'));
    };
    version('..2026_1', { 'a.yaml': roverYaml('/a/v1', '/a/v2'), 'b.yaml': roverYaml('/b/v1') });
    for (const name of ['a.yaml', 'b.yaml']) symlinkSync(`..data/${name}`, at(name));
    clock = new ManualClock(Date.now());
    directory = new RoverDirectory(rovers, ROVER_YAML_OF_ALL_KINDS, clock);
    await directory.look(true);
    expect(inForce(directory)).toEqual({ 'a.yaml': ['/a/v1', '/a/v2'], 'b.yaml': ['/b/v1'] });

    version('..2026_2', { 'a.yaml': roverYaml('/a/v3') });
    unlinkSync(at('b.yaml'));
    rmSync(at('..2026_1'), { recursive: true });
    expect(await look()).toEqual({ 'a.yaml': ['/a/v3'], 'b.yaml': ['/b/v1'] });
    expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v3'] });
  });

  it('takes a whole directory at once that is swapped by a link, as git-sync does', async () => {
    const current = join(folder, 'current');
    renameSync(rovers, join(folder, 'one'));
    mkdirSync(join(folder, 'two'));
    writeFileSync(join(folder, 'one/a.yaml'), roverYaml('/a/v1', '/a/v2'));
    writeFileSync(join(folder, 'two/a.yaml'), roverYaml('/a/v3'));
    symlinkSync('one', current);
    clock = new ManualClock(Date.now() + 60_000);
    directory = new RoverDirectory(current, ROVER_YAML_OF_ALL_KINDS, clock);
    await directory.look(true);
    symlinkSync('two', join(folder, 'next'));
    renameSync(join(folder, 'next'), current);
    expect(await look()).toEqual({ 'a.yaml': ['/a/v3'] });
  });

  it('takes 10 000 files, leaves the rest out and says so; none that is in is pushed out', async () => {
    await start(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}.yaml`, roverYaml(`/f/v${i}`)])));
    writeFileSync(at('a.yaml'), roverYaml('/a/v1'));
    await look();
    const files = await look(1_000);
    expect([Object.keys(files).length, files['a.yaml'], files['f9999.yaml']]).toEqual([
      10_000,
      undefined,
      ['/f/v9999'],
    ]);
    expect(directory.state().problem).toMatch(/more than 10000 files/);
  }, 60_000);

  describe('has a complete version in force', () => {
    const OLD = roverYaml('/a/v1', '/b/v1');
    const NEW = roverYaml('/a/v1', '/b/v1', '/c/v1', '/d/v1');
    const old = ['/a/v1', '/b/v1'];
    const lengths = (text: string): number[] => Array.from({ length: text.length }, (_, length) => length);

    it('when the file in force is cut in place at any byte', async () => {
      await start({ 'a.yaml': OLD });
      for (const length of lengths(OLD)) {
        truncateSync(at('a.yaml'), length);
        for (const ms of [0, 1_000, 8_900]) expect([length, await look(ms)]).toEqual([length, { 'a.yaml': old }]);
        writeFileSync(at('a.yaml'), OLD);
        expect([await look(), conditionOf('a.yaml')]).toEqual([{ 'a.yaml': old }, ['Accepted']]);
      }
    }, 60_000);

    it('when a writer of the next version stops at any byte for less than a second', async () => {
      await start({ 'a.yaml': OLD });
      for (const length of lengths(NEW)) {
        writeFileSync(at('a.yaml'), NEW.slice(0, length));
        for (const ms of [0, 500, 499]) expect([length, await look(ms)]).toEqual([length, { 'a.yaml': old }]);
        appendFileSync(at('a.yaml'), NEW.slice(length));
        await look();
        expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v1', '/b/v1', '/c/v1', '/d/v1'] });
        replace('a.yaml', OLD);
        utimesSync(at('a.yaml'), new Date(0), new Date(0));
        expect(await look()).toEqual({ 'a.yaml': old });
      }
    }, 60_000);

    it('when a writer of the next version stops at any byte for an hour, and versions end with # end', async () => {
      await start({ 'a.yaml': `${OLD}# end\n` });
      for (const length of lengths(`${NEW}# en`)) {
        writeFileSync(at('a.yaml'), `${NEW}# end\n`.slice(0, length));
        for (const ms of [0, 3_600_000]) expect([length, await look(ms)]).toEqual([length, { 'a.yaml': old }]);
      }
      writeFileSync(at('a.yaml'), `${NEW}# end\n`);
      await look();
      expect(await look(1_000)).toEqual({ 'a.yaml': ['/a/v1', '/b/v1', '/c/v1', '/d/v1'] });
    }, 60_000);
  });
});

describe('a Rover directory, watched', () => {
  const clock = new SystemClock();
  let directory: RoverDirectory;
  let stop: AbortController;
  let watching: Promise<void>;
  let seen: string[];

  beforeEach(async () => {
    stop = new AbortController();
    directory = new RoverDirectory(rovers, ROVER_YAML_OF_ALL_KINDS, clock);
    await directory.look(true);
    seen = [];
    watching = directory.watch(async () => void seen.push(JSON.stringify(inForce(directory))), stop.signal);
    await clock.sleep(700, stop.signal);
  });

  afterEach(async () => {
    stop.abort();
    await watching;
  });

  /** Milliseconds until the files in force are `expected`. */
  const until = async (expected: Record<string, string[]>): Promise<number> => {
    const startMs = performance.now();
    while (JSON.stringify(inForce(directory)) !== JSON.stringify(expected)) {
      if (performance.now() - startMs > 5_000) expect(inForce(directory)).toEqual(expected);
      await clock.sleep(10, stop.signal);
    }
    return performance.now() - startMs;
  };

  it('takes a file that is created, edited, replaced and deleted, each within two seconds', async () => {
    writeFileSync(at('a.yaml'), roverYaml('/a/v1'));
    expect(await until({ 'a.yaml': ['/a/v1'] })).toBeLessThan(2_000);
    writeFileSync(at('a.yaml'), roverYaml('/a/v1', '/a/v2'));
    expect(await until({ 'a.yaml': ['/a/v1', '/a/v2'] })).toBeLessThan(2_000);
    replace('a.yaml', roverYaml('/a/v3'));
    expect(await until({ 'a.yaml': ['/a/v3'] })).toBeLessThan(2_000);
    unlinkSync(at('a.yaml'));
    expect(await until({})).toBeLessThan(2_000);
  }, 20_000);

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux(
    'knows by the events that a file was moved there whole, even within one tick of the clock',
    async () => {
      for (let round = 0; round < 10; round++) {
        replace('a.yaml', roverYaml(`/a/v${round}`));
        expect(await until({ 'a.yaml': [`/a/v${round}`] })).toBeLessThan(900);
      }
    },
    20_000,
  );

  it('does not take an unlinked and newly created file for one that was moved there', async () => {
    replace('a.yaml', roverYaml('/a/v1', '/a/v2'));
    await until({ 'a.yaml': ['/a/v1', '/a/v2'] });
    unlinkSync(at('a.yaml'));
    writeFileSync(at('a.yaml'), roverYaml('/a/v1'));
    await clock.sleep(2_500, stop.signal);
    expect(inForce(directory)).toEqual({ 'a.yaml': ['/a/v1', '/a/v2'] });
    expect(directory.state().files.get('a.yaml')!.condition).toBe('Held');
  }, 20_000);

  it('never has anything but a whole version in force while a process writes slowly', async () => {
    const OLD = roverYaml('/a/v1', '/b/v1');
    const NEW = roverYaml('/a/v1', '/b/v1', '/c/v1', '/d/v1');
    replace('a.yaml', OLD);
    await until({ 'a.yaml': ['/a/v1', '/b/v1'] });
    seen.length = 0;
    const script = `
      const fs = require('node:fs');
      const [, file, text] = process.argv;
      const out = fs.openSync(file, 'w');
      let at = 0;
      const step = () => {
        fs.writeSync(out, text.slice(at, at + 7));
        at += 7;
        if (at < text.length) setTimeout(step, 150);
      };
      step();`;
    const writer = spawn(process.execPath, ['-e', script, at('a.yaml'), NEW], { stdio: 'inherit' });
    expect(await once(writer, 'exit')).toEqual([0, null]);
    expect(readFileSync(at('a.yaml'), 'utf8')).toBe(NEW);
    expect(await until({ 'a.yaml': ['/a/v1', '/b/v1', '/c/v1', '/d/v1'] })).toBeLessThan(2_000);
    const whole = [OLD, NEW].map((text) => JSON.stringify({ 'a.yaml': text.match(/(?<=basePath: ).*/g) }));
    expect(seen.filter((each) => !whole.includes(each))).toEqual([]);
  }, 30_000);

  it('follows 1 000 files, and a directory that goes and comes back', async () => {
    const all = Array.from({ length: 1_000 }, (_, i) => `f${String(i).padStart(4, '0')}.yaml`);
    for (const name of all) replace(name, roverYaml(`/${name}/v1`));
    const expected = Object.fromEntries(all.map((name) => [name, [`/${name}/v1`]]));
    await until(expected);
    rmSync(rovers, { recursive: true });
    await clock.sleep(1_500, stop.signal);
    expect(Object.keys(inForce(directory))).toHaveLength(1_000);
    expect(directory.state().problem).toBe('cannot be read: ENOENT');
    mkdirSync(rovers);
    for (const name of all) writeFileSync(at(name), roverYaml(`/${name}/v1`, '/z/v1'));
    await until(Object.fromEntries(all.map((name) => [name, [`/${name}/v1`, '/z/v1']])));
    chmodSync(rovers, 0o755);
    replace(all[0]!, roverYaml('/x/v1'));
    expect(
      await until({ ...Object.fromEntries(all.map((name) => [name, [`/${name}/v1`, '/z/v1']])), [all[0]!]: ['/x/v1'] }),
    ).toBeLessThan(2_000 * slownessNow());
  }, 40_000);
});
