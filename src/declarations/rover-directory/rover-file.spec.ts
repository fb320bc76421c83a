import { beforeEach, describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../../test/support/rover-yaml-of-all-kinds.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { roverYaml } from '../../../test/support/rover-yaml.js';
import { RoverFile, type Arrival } from './rover-file.js';

describe('RoverFile', () => {
  let clock: ManualClock;
  let file: RoverFile;

  const see = (text: string, arrival: Arrival = 'written'): Promise<void> =>
    file.see(Buffer.from(text), arrival, clock.now());
  const wait = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    await file.wait(clock.now(), false);
  };
  const standing = (): unknown => [file.state.condition, file.state.exposures.map((each) => each.basePath)];
  const begin = async (text: string): Promise<void> => {
    file = new RoverFile(ROVER_YAML_OF_ALL_KINDS, clock.now());
    if (text !== '') await see(text, 'found');
  };
  const TWO = roverYaml('/a/v1', '/b/v1');
  const THREE = roverYaml('/a/v1', '/b/v1', '/c/v1');
  const MARKED = `${TWO}# end\n`;

  beforeEach(async () => {
    clock = new ManualClock();
    await begin(TWO);
  });

  it('takes a file at once that was found at the start', () => {
    expect(standing()).toEqual(['Accepted', ['/a/v1', '/b/v1']]);
  });

  it('takes a file written in place once it has stayed the same for a second', async () => {
    await see(THREE);
    await wait(999);
    expect(standing()).toEqual(['Pending', ['/a/v1', '/b/v1']]);
    await wait(1);
    expect(standing()).toEqual(['Accepted', ['/a/v1', '/b/v1', '/c/v1']]);
  });

  it('begins to count again with each write', async () => {
    await see(`${TWO}#`);
    await wait(999);
    await see(THREE);
    await wait(999);
    expect(standing()).toEqual(['Pending', ['/a/v1', '/b/v1']]);
  });

  it('counts on the monotonic clock: a wall clock that is set forward settles nothing', async () => {
    await see(THREE);
    clock.stepWall(3_600_000);
    await wait(500);
    expect(file.state.condition).toBe('Pending');
  });

  it.each<[Arrival, string]>([
    ['found', 'Accepted'],
    ['replaced', 'Accepted'],
    ['created', 'Pending'],
    ['written', 'Pending'],
  ])('stands at first, having been %s, as %s', async (arrival, condition) => {
    await see(roverYaml('/c/v1'), arrival);
    expect(file.state.condition).toBe(condition);
  });

  it('takes a new file at once that turns out to have been moved there', async () => {
    await see(roverYaml('/c/v1'), 'created');
    await file.wait(clock.now(), true);
    expect(standing()).toEqual(['Accepted', ['/c/v1']]);
  });

  it('does not believe that a file was moved there which has been written to since', async () => {
    await see(TWO.slice(0, -1), 'created');
    await see(`${TWO}#`, 'written');
    await file.wait(clock.now(), true);
    expect(file.state.condition).toBe('Pending');
  });

  it.each([
    ['in place', 'written', 1_000],
    ['by replacing it', 'replaced', 0],
  ] as const)('keeps the last good version while the file is wrong %s, and says why', async (_, arrival, ms) => {
    await see('kind: Rover\nbad: [1\n', arrival);
    await wait(ms);
    expect(file.state).toMatchObject({ condition: 'Rejected', problems: [{ code: 'SYNTAX', line: 3 }] });
    await wait(3_600_000);
    expect(standing()).toEqual(['Rejected', ['/a/v1', '/b/v1']]);
  });

  it.each([
    ['empty', ''],
    ['only a comment', '# nothing\n'],
    ['null', 'null\n'],
  ])('keeps what it has when the file is %s', async (_, text) => {
    await see(text, 'replaced');
    await wait(3_600_000);
    expect(standing()).toEqual(['Rejected', ['/a/v1', '/b/v1']]);
    expect(file.state.problems[0]!.code).toBe('EMPTY');
  });

  it('withdraws what an explicit empty list takes out, after ten seconds', async () => {
    await see(`${roverYaml()}    []\n`);
    await wait(10_000);
    expect(standing()).toEqual(['Accepted', []]);
  });

  describe('holds back', () => {
    interface Row {
      readonly name: string;
      readonly before?: string;
      readonly next: string;
      readonly arrival?: Arrival;
      /** How long it is held; `for good` where that does not help. */
      readonly ms: number | 'for good';
    }

    const AFTER = TWO.replace('  zone: z\n', '');
    const last = TWO.lastIndexOf('    - ');
    const rows: Row[] = [
      { name: 'a new file that ends in a line', before: '', next: TWO, ms: 1_000 },
      { name: 'a new file that ends in the middle of a line', before: '', next: TWO.slice(0, -1), ms: 10_000 },
      { name: 'a version without a base path', next: roverYaml('/a/v1', '/c/v1'), ms: 10_000 },
      { name: 'a version with another base path', next: roverYaml('/a/v1', '/b/v2'), ms: 10_000 },
      { name: 'the beginning of the version in force', next: TWO.slice(0, last), ms: 10_000 },
      { name: 'the beginning of it, cut in a line', next: TWO.slice(0, -3), ms: 'for good' },
      {
        name: 'the beginning of one without a last line end',
        before: TWO.trimEnd(),
        next: TWO.slice(0, -3),
        ms: 'for good',
      },
      { name: 'the beginning of it with all base paths', before: `${AFTER}  zone: z\n`, next: AFTER, ms: 10_000 },
      { name: 'the beginning of it, new', next: TWO.slice(0, -3), arrival: 'created', ms: 10_000 },
      { name: 'the beginning of it, replaced', next: TWO.slice(0, last), arrival: 'replaced', ms: 0 },
      { name: 'a version that ends in the middle of a line', next: THREE.slice(0, -2), ms: 'for good' },
      { name: 'such a version, new', next: THREE.slice(0, -1), arrival: 'created', ms: 10_000 },
      { name: 'such a version, replaced', next: THREE.slice(0, -1), arrival: 'replaced', ms: 0 },
      { name: 'such a version after another', before: TWO.trimEnd(), next: THREE.trimEnd(), ms: 10_000 },
      { name: 'a version without the line # end', before: MARKED, next: THREE, ms: 'for good' },
      { name: 'such a version, replaced', before: MARKED, next: THREE, arrival: 'replaced', ms: 'for good' },
      { name: 'a version with # end elsewhere', before: MARKED, next: `# end\n${THREE}`, ms: 'for good' },
      { name: 'a smaller version with the line # end', next: `${roverYaml('/a/v1')}# end\n`, ms: 1_000 },
      { name: 'a version that ends in # end without a line end', next: `${THREE}# end`, ms: 1_000 },
      {
        name: 'a version that only loses comments behind it',
        before: `${TWO}# x\n# y\n`,
        next: `${TWO}# x\n`,
        ms: 1_000,
      },
    ];

    it.each(rows.map((row) => [row.name, row.arrival ?? 'written', row.ms, row] as const))(
      '%s (%s): %s',
      async (_, arrival, ms, { before = TWO, next }) => {
        await begin(before);
        const untouched = standing();
        await see(next, arrival);
        await wait(ms === 'for good' ? 3_600_000 : Math.max(0, ms - 1));
        if (ms !== 0) expect(file.state.exposures.map((each) => each.basePath)).toEqual((untouched as [string, []])[1]);
        if (ms === 'for good' || ms > 1_000)
          expect(file.state).toMatchObject({ condition: 'Held', problems: [{ code: 'HALF_WRITTEN' }] });
        await wait(1);
        expect(file.state.condition).toBe(ms === 'for good' ? 'Held' : 'Accepted');
      },
    );
  });

  describe('with wrong exposures', () => {
    const WRONG = TWO.replace('/b/v1', 'b/v1');

    it('is accepted in part: the others come into force, and nothing is withdrawn', async () => {
      await see(WRONG.replace('# end', '').replace('  exposures:\n', '  exposures:\n    - basePath: /c/v1\n'));
      await wait(1_000);
      expect(standing()).toEqual(['PartlyAccepted', ['/c/v1', '/a/v1', '/b/v1']]);
      expect(file.state.problems).toMatchObject([{ code: 'BASE_PATH' }]);
    });

    it('keeps its problems while it stays as it is, and loses them with the next good version', async () => {
      await see(WRONG, 'replaced');
      await see(WRONG, 'replaced');
      expect(file.state).toMatchObject({ condition: 'PartlyAccepted', problems: [{ code: 'BASE_PATH' }] });
      await see(TWO, 'replaced');
      expect(file.state).toMatchObject({ condition: 'Accepted', problems: [] });
    });

    it('withdraws what it lacks once nothing is wrong any more', async () => {
      await see(WRONG, 'replaced');
      await see(roverYaml('/a/v1'), 'replaced');
      expect(standing()).toEqual(['Accepted', ['/a/v1']]);
    });

    it('never has more exposures in force than a file may have, however often it changes', async () => {
      for (let round = 0; round < 4; round++) {
        const paths = Array.from({ length: 400 }, (_, index) => `/r${round}/v${index}`);
        await see(`${roverYaml(...paths)}    - basePath: wrong\n`, 'replaced');
      }
      expect(file.state.exposures).toHaveLength(1_000);
      expect(file.state.exposures[0]!.basePath).toBe('/r3/v0');
    });

    it('is rejected, and its last good version stays in force, where nothing of it is right', async () => {
      await see(roverYaml('a', 'b'), 'replaced');
      expect(standing()).toEqual(['Rejected', ['/a/v1', '/b/v1']]);
    });
  });

  it('forgets a broken edit that is taken back', async () => {
    await see('x: [');
    await wait(1_000);
    await see(TWO);
    expect(file.state).toMatchObject({ condition: 'Accepted', problems: [] });
  });

  it('is rejected while it cannot be read, and accepted again as it was', async () => {
    file.fail({ code: 'UNREADABLE', message: 'cannot be read: EIO' }, clock.now());
    expect(standing()).toEqual(['Rejected', ['/a/v1', '/b/v1']]);
    await see(TWO);
    expect(standing()).toEqual(['Accepted', ['/a/v1', '/b/v1']]);
  });

  it('tells since when it stands so, and is the same object until something changes', async () => {
    await see('x: [');
    await wait(1_000);
    const { state } = file;
    await wait(60_000);
    await see('x: [');
    expect(file.state).toBe(state);
    expect(state.sinceMs).toBe(Date.UTC(2026, 0, 1) + 1_000);
  });

  it('has a complete version in force wherever a slow writer of the next version with an end mark stops', async () => {
    const next = `${THREE}# end\n`;
    for (let length = 0; length < next.length - '# end\n'.length; length++) {
      await begin(MARKED);
      await see(next.slice(0, length));
      await wait(3_600_000);
      expect(file.state.exposures.map((each) => each.basePath)).toEqual(['/a/v1', '/b/v1']);
      await see(next);
      await wait(1_000);
      expect(standing()).toEqual(['Accepted', ['/a/v1', '/b/v1', '/c/v1']]);
    }
  });

  it.each([
    ['in a line, for however long', 3_600_000, (text: string) => !text.endsWith('\n')],
    ['at the end of a line, for less than ten seconds', 9_999, (text: string) => text.endsWith('\n')],
  ])('has a complete version in force wherever the file itself is cut %s', async (_, ms, isMeant) => {
    for (let length = 0; length < TWO.length; length++) {
      const cut = TWO.slice(0, length);
      if (!isMeant(cut)) continue;
      await begin(TWO);
      await see(cut);
      await wait(ms);
      expect([length, file.state.exposures.map((each) => each.basePath)]).toEqual([length, ['/a/v1', '/b/v1']]);
    }
  });
});
