import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { RoverFile } from './rover-file.js';

const rover = (...basePaths: string[]): string =>
  ['apiVersion: tcp.ei.telekom.de/v1', 'kind: Rover', 'spec:', '  zone: z', '  exposures:']
    .concat(basePaths.map((each) => `    - basePath: ${each}`))
    .join('\n') + '\n';

describe('RoverFile', () => {
  let clock: ManualClock;
  let file: RoverFile;

  const see = (text: string, identity = '1'): void => file.see({ bytes: Buffer.from(text), identity }, clock.now());
  const wait = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    file.wait(clock.now());
  };
  const inForce = (): string[] => file.state.exposures.map((each) => each.basePath);

  beforeEach(async () => {
    clock = new ManualClock();
    file = new RoverFile();
    see(rover('/a/v1', '/b/v1'));
    await wait(1_000);
  });

  it('takes a file written in place once it has stayed the same for a second', async () => {
    see(rover('/a/v1', '/b/v1', '/c/v1'));
    await wait(999);
    expect([file.state.condition, inForce()]).toEqual(['Pending', ['/a/v1', '/b/v1']]);
    await wait(1);
    expect([file.state.condition, inForce()]).toEqual(['Accepted', ['/a/v1', '/b/v1', '/c/v1']]);
  });

  it('takes a file that replaced the old one by a rename at once', () => {
    see(rover('/c/v1'), '2');
    expect([file.state.condition, inForce()]).toEqual(['Accepted', ['/c/v1']]);
  });

  it('keeps the last good version while the file is wrong, and says why', async () => {
    see('kind: Rover\n  bad: [', '2');
    await wait(60_000);
    expect([file.state.condition, inForce()]).toEqual(['Rejected', ['/a/v1', '/b/v1']]);
    expect(file.state.problems[0]!.message).toMatch(/SYNTAX/);
  });

  it.each([
    ['lacks a base path', rover('/a/v1')],
    ['ends in the middle of a line', rover('/a/v1', '/b/v1', '/c/v1').trimEnd()],
    ['is the beginning of the version in force', rover('/a/v1', '/b/v1').split('    - basePath: /b')[0]!],
  ])('holds a version back for ten seconds that %s', async (_, text) => {
    see(text);
    await wait(9_999);
    expect([file.state.condition, inForce()]).toEqual(['Held', ['/a/v1', '/b/v1']]);
    await wait(1);
    expect(file.state.condition).toBe('Accepted');
  });

  it('holds a version without the end mark back for ever, once there was one', async () => {
    see(`${rover('/a/v1', '/b/v1')}# end\n`);
    await wait(1_000);
    see(rover('/a/v1', '/b/v1', '/c/v1'));
    await wait(3_600_000);
    expect([file.state.condition, inForce()]).toEqual(['Held', ['/a/v1', '/b/v1']]);
  });

  it.each([
    ['empty', ''],
    ['only a comment', '# nothing\n'],
    ['null', 'null\n'],
  ])('keeps what it has when the file is %s', async (_, text) => {
    see(text, '2');
    await wait(60_000);
    expect([file.state.condition, inForce()]).toEqual(['Rejected', ['/a/v1', '/b/v1']]);
  });

  it('forgets a broken edit that is taken back', async () => {
    see('x: [');
    see(rover('/a/v1', '/b/v1'));
    expect([file.state.condition, file.state.problems]).toEqual(['Accepted', []]);
  });

  it('has a complete version in force whatever prefix of the next one a slow writer leaves behind', async () => {
    const next = `${rover('/a/v1', '/b/v1', '/c/v1')}# end\n`;
    for (let length = 0; length < next.length - 1; length++) {
      file = new RoverFile();
      see(`${rover('/a/v1', '/b/v1')}# end\n`);
      await wait(1_000);
      see(next.slice(0, length));
      await wait(3_600_000);
      expect(inForce()).toEqual(['/a/v1', '/b/v1']);
      see(next);
      await wait(1_000);
      expect(inForce()).toEqual(['/a/v1', '/b/v1', '/c/v1']);
    }
  });

  it('has a complete version in force wherever the file itself is cut for less than ten seconds', async () => {
    const whole = rover('/a/v1', '/b/v1');
    for (let length = 0; length < whole.length; length++) {
      see(whole.slice(0, length));
      await wait(9_000);
      expect(inForce()).toEqual(['/a/v1', '/b/v1']);
      see(whole);
    }
  });
});
