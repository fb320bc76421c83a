import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../../test/support/rover-yaml-of-all-kinds.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { MemoryRoverPlace, MemoryRoverStore } from '../../../test/support/memory-rover-store.js';
import { RecordingLog } from '../../../test/support/source-context.js';
import { AccessControl } from '../../accounts/access-control.js';
import { AccessTokenSettings } from '../../accounts/authenticators/access-tokens/access-tokens.settings.js';
import { AccessTokens } from '../../accounts/authenticators/access-tokens/access-tokens.js';
import { Principal } from '../../accounts/principal.js';
import { WrongTokens } from '../../accounts/wrong-tokens.js';
import { RefusedRequestError } from '../../platform/http/problem.js';
import { Secret } from '../../platform/settings/secret.js';
import type { BasePath } from '../../catalogue/base-path.js';
import { Rovers } from '../rovers.js';
import { ExposureWatchers, type ExposureCondition } from '../../catalogue/exposure-watchers.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { ApiRovers } from './api-rovers.js';
import { RoverStoreError } from './rover-store.js';
import { RoverWrites, type WriteRequest } from './rover-writes.js';
import { pulseOf } from '../../sources/pulse/pulse-declaration.js';
import type { SentRover } from './sent-rover.js';

const ANYTHING: WriteRequest = {
  principal: new Principal('platform', ['/*']),
  preconditions: { ifMatch: undefined, ifNoneMatch: undefined },
};

function sent(name: string, ...exposures: (string | object)[]): SentRover {
  const rover = {
    apiVersion: 'tcp.ei.telekom.de/v1',
    kind: 'Rover',
    metadata: { name },
    spec: { exposures: exposures.map((each) => (typeof each === 'string' ? { basePath: each } : each)) },
  };
  const bytes = Buffer.from(JSON.stringify(rover, null, 1));
  const reading = ROVER_YAML_OF_ALL_KINDS.read(bytes);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return { ...reading, name };
}

function begin(place = new MemoryRoverPlace(), maximumBasePaths = 100) {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const settings = Object.assign(new AccessTokenSettings(), {
    name: 'a',
    token: Secret.of('x'.repeat(16)),
    basePaths: ['/*'],
  });
  const tokens = new AccessTokens([settings], clock, log);
  const access = new AccessControl([tokens], new WrongTokens(clock, () => undefined), () => undefined);
  const store = new MemoryRoverStore(place);
  const catalogue = new PlayedCatalogue([], maximumBasePaths);
  const rovers = new Rovers(catalogue);
  const api = new ApiRovers(rovers.open({ name: 'api', precedence: 1 }), () => undefined);
  const watchers = new ExposureWatchers();
  const yaml = ROVER_YAML_OF_ALL_KINDS;
  const checks = { access, rovers, api, catalogue, watchers, yaml, maximumBasePaths };
  const writes = new RoverWrites({ ...checks, store, clock, log });
  const basePaths = (): BasePath[] => [...catalogue.current().declarations.keys()];
  return { writes, store, place, rovers, watchers, log, clock, basePaths };
}

const kindOf = async (outcome: Promise<unknown>): Promise<string> => {
  const error: unknown = await outcome.then(
    () => 'no refusal',
    (refusal: unknown) => refusal,
  );
  return error instanceof RefusedRequestError ? `${error.kind.status} ${error.kind.slug}` : String(error);
};

describe('RoverWrites', () => {
  it('keeps a Rover before it is in force', async () => {
    const { writes, store, place, basePaths } = begin();
    await writes.open();
    store.failure = new RoverStoreError('data: EROFS', false);
    expect(await kindOf(writes.put(sent('a', '/a/v1'), ANYTHING))).toBe('503 rover-not-kept');
    expect([basePaths(), place.rovers.size]).toEqual([[], 0]);
    store.failure = undefined;
    expect((await writes.put(sent('a', '/a/v1'), ANYTHING)).action).toBe('created');
    expect([basePaths(), place.rovers.size]).toEqual([['/a/v1'], 1]);
  });

  it.each([
    [true, '507 no-room-for-rover'],
    [false, '503 rover-not-kept'],
  ])('leaves the old version in force where the new one cannot be kept (full: %s)', async (full, kind) => {
    const { writes, store, basePaths, log } = begin();
    await writes.put(sent('a', '/a/v1'), ANYTHING);
    store.failure = new RoverStoreError('data: ENOSPC', full);
    expect(await kindOf(writes.put(sent('a', '/a/v2'), ANYTHING))).toBe(kind);
    expect(await kindOf(writes.remove('a', ANYTHING))).toBe(kind);
    expect(basePaths()).toEqual(['/a/v1']);
    expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
  });

  it('writes one after another, each seeing what the one before did', async () => {
    const { writes, place } = begin();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => writes.put(sent(`r-${index}`, '/a/v1'), ANYTHING)),
    );
    expect(outcomes.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect([...place.rovers.keys()]).toEqual(['r-0']);
  });

  it('lets at most a hundred wait', async () => {
    const { writes } = begin(undefined, 1_000);
    const kinds = await Promise.all(
      Array.from({ length: 105 }, (_, index) => kindOf(writes.put(sent(`r-${index}`, `/r${index}`), ANYTHING))),
    );
    expect(kinds.filter((kind) => kind === '503 rover-not-kept')).toHaveLength(5);
    expect(kinds.slice(0, 100).every((kind) => kind === 'no refusal')).toBe(true);
    expect(await kindOf(writes.put(sent('later', '/later'), ANYTHING))).toBe('no refusal');
  });

  it('puts what is kept in force at the start, and says what is no longer valid', async () => {
    const place = new MemoryRoverPlace();
    const first = begin(place);
    await first.writes.put(sent('a', '/a/v1'), ANYTHING);
    await first.writes.close();
    place.damaged = ['broken'];
    place.rovers.set('old', { name: 'old', text: 'kind: Rover\n', sinceMs: 0, by: 'x' });
    const second = begin(place);
    await second.writes.open();
    expect(second.basePaths()).toEqual(['/a/v1']);
    expect(second.rovers.list().map(({ name, condition }) => [name, condition])).toEqual([
      ['a', 'Accepted'],
      ['broken', 'Rejected'],
      ['old', 'Rejected'],
    ]);
    expect(second.log.lines.filter((line) => line.startsWith('warn kept rover is not in force'))).toHaveLength(2);
  });

  it('shows what another process has kept, writes nothing while that lives, and knows all of it afterwards', async () => {
    const place = new MemoryRoverPlace();
    const [one, other] = [begin(place), begin(place)];
    await one.writes.put(sent('a', '/a/v1'), ANYTHING);
    await other.writes.open();
    expect(other.basePaths()).toEqual(['/a/v1']);
    expect(await kindOf(other.writes.put(sent('b', '/b/v1'), ANYTHING))).toBe('503 rover-not-kept');
    await other.writes.keep();
    await one.writes.put(sent('c', '/c/v1'), ANYTHING);
    await one.writes.close();
    expect(await kindOf(other.writes.put(sent('b', '/c/v1'), ANYTHING))).toBe('409 rover-conflict');
    expect(other.basePaths()).toEqual(['/a/v1', '/c/v1']);
    await other.writes.keep();
    expect(other.log.lines.filter((line) => /^(?:warn rovers cannot|info rovers can)/.test(line))).toHaveLength(2);
  });

  it.each([
    ['that may write', (writes: RoverWrites) => writes.keep()],
    ['where nobody may write', (writes: RoverWrites) => writes.follow()],
  ])('follows the process that writes: one %s', async (_, look) => {
    const place = new MemoryRoverPlace();
    const [one, other] = [begin(place), begin(place)];
    await one.writes.put(sent('a', '/a/v1'), ANYTHING);
    await other.writes.open();
    await one.writes.put(sent('a', '/a/v2'), ANYTHING);
    await one.writes.put(sent('b', '/b/v1'), ANYTHING);
    await look(other.writes);
    expect(other.basePaths()).toEqual(['/a/v2', '/b/v1']);
    await one.writes.remove('a', ANYTHING);
    await look(other.writes);
    expect(other.basePaths()).toEqual(['/b/v1']);
  });

  it('writes nothing before it knows what is kept', async () => {
    const place = new MemoryRoverPlace();
    const first = begin(place);
    await first.writes.put(sent('a', '/a/v1'), ANYTHING);
    await first.writes.close();
    const second = begin(place);
    const load = second.store.load.bind(second.store);
    second.store.load = () => Promise.reject(new RoverStoreError('data: EIO', false));
    await second.writes.open();
    expect(await kindOf(second.writes.put(sent('b', '/a/v1'), ANYTHING))).toBe('503 rover-not-kept');
    second.store.load = load;
    expect(await kindOf(second.writes.put(sent('b', '/a/v1'), ANYTHING))).toBe('409 rover-conflict');
    expect(second.basePaths()).toEqual(['/a/v1']);
  });

  it.each([
    ['the token that it was written with', new Principal('team', ['/eni/*']), 'no refusal'],
    ['a token for everything', new Principal('platform', ['/*']), 'no refusal'],
    ['another token', new Principal('other', ['/eni/*']), '403 base-path-not-covered'],
  ])('lets %s replace and withdraw a Rover that is no longer valid', async (_, principal, kind) => {
    const place = new MemoryRoverPlace();
    place.rovers.set('old', { name: 'old', text: 'kind: Rover\n', sinceMs: 0, by: 'team' });
    const { writes } = begin(place);
    await writes.open();
    expect(await kindOf(writes.remove('old', { ...ANYTHING, principal }))).toBe(kind);
    place.rovers.set('old', { name: 'old', text: 'kind: Rover\n', sinceMs: 0, by: 'team' });
    const again = begin(place);
    place.holder = undefined;
    await again.writes.open();
    expect(await kindOf(again.writes.put(sent('old', '/eni/v1'), { ...ANYTHING, principal }))).toBe(kind);
  });

  it('starts without what cannot be read, and says so once', async () => {
    const { writes, store, log, basePaths } = begin();
    store.failure = new RoverStoreError('data: EIO', false);
    await writes.open();
    await writes.keep();
    expect([basePaths(), log.lines]).toEqual([[], [expect.stringContaining('data: EIO')]]);
  });

  it('is idempotent, and begins a new time only with a new version', async () => {
    const { writes, clock } = begin();
    const created = await writes.put(sent('a', '/a/v1'), ANYTHING);
    await clock.advance(5_000);
    const again = await writes.put(sent('a', '/a/v1'), ANYTHING);
    expect([again.action, again.rover]).toEqual(['unchanged', created.rover]);
    const replaced = await writes.put(sent('a', '/a/v2'), ANYTHING);
    expect([replaced.action, replaced.rover.sinceMs - created.rover.sinceMs]).toEqual(['replaced', 5_000]);
  });

  it('counts the base paths that a new version gives up before it says that there are too many', async () => {
    const { writes } = begin(undefined, 3);
    await writes.put(sent('a', '/a/1', '/a/2', '/a/3'), ANYTHING);
    expect(await kindOf(writes.put(sent('b', '/b/1'), ANYTHING))).toBe('507 no-room-for-rover');
    expect(await kindOf(writes.put(sent('a', '/a/1', '/a/2', '/a/4'), ANYTHING))).toBe('no refusal');
    expect(await kindOf(writes.put(sent('a', '/a/1', '/a/2', '/a/4', '/a/5'), ANYTHING))).toBe('507 no-room-for-rover');
    expect(await kindOf(writes.put(sent('a', '/a/1'), ANYTHING))).toBe('no refusal');
  });

  describe('asks the sources', () => {
    const refusing = (reason: string, accepted = false): ExposureCondition => ({
      source: 'pulse',
      accepted,
      reason,
      message: 'why',
    });

    it('and refuses what they cannot probe, with their reason and where it stands', async () => {
      const { writes, watchers, basePaths } = begin();
      const asked: string[] = [];
      watchers.join({
        condition: (declaration) => {
          const { basePath, declaredBy } = declaration;
          asked.push(`${basePath} ${declaredBy} ${pulseOf(declaration)?.path}`);
          return basePath === '/a/bad' ? refusing('SUFFIX') : refusing('Accepted', true);
        },
      });
      const rover = sent(
        'a',
        { basePath: '/a/good', pulse: { path: '/x' } },
        { basePath: '/a/bad', pulse: {} },
        '/a/plain',
      );
      const refusal = await writes.put(rover, ANYTHING).then(
        () => undefined,
        (error: unknown) => error as RefusedRequestError,
      );
      expect(refusal?.kind.status).toBe(422);
      expect(refusal?.fields).toEqual([
        {
          path: 'spec.exposures[1].pulse',
          title: 'SUFFIX',
          detail: expect.stringMatching(/^line \d+: .*\/a\/bad.*why/),
        },
      ]);
      expect(asked).toEqual(['/a/good api/a /x', '/a/bad api/a undefined']);
      expect(basePaths()).toEqual([]);
    });

    it('and takes what one of them can probe: each has its own zones', async () => {
      const { writes, watchers, basePaths } = begin();
      const rover = sent('a', { basePath: '/a/v1', pulse: {} });
      watchers.join({ condition: () => refusing('UnknownZone') });
      expect(await kindOf(writes.put(rover, ANYTHING))).toBe('422 invalid-rover');
      watchers.join({ condition: () => refusing('Accepted', true) });
      expect(await kindOf(writes.put(rover, ANYTHING))).toBe('no refusal');
      expect(basePaths()).toEqual(['/a/v1']);
    });

    it('but not about what is not to be probed', async () => {
      const { writes, watchers } = begin();
      watchers.join({ condition: () => refusing('PulseDisabled') });
      const rover = sent('a', { basePath: '/a/v1', pulse: { enabled: false } }, '/a/v2');
      expect(await kindOf(writes.put(rover, ANYTHING))).toBe('no refusal');
    });
  });
});
