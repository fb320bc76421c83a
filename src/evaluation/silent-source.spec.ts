import { beforeEach, describe, expect, it } from '@jest/globals';
import { basePath, boardOnManualClock } from '../../test/support/evidence-window.js';
import type { EvidenceSink, SourceProblem } from '../sources/evidence.js';

const ECHO = basePath('/eni/echo/v1');
const STALE_MS = 90_000;
const REFUSED: SourceProblem = { code: 'connection-refused', detail: 'nothing listens', effect: 'ages' };

describe('A source that falls silent beside another', () => {
  let scene: ReturnType<typeof boardOnManualClock>;
  let silent: EvidenceSink;
  let other: EvidenceSink;

  const record = (sink: EvidenceSink, requests: number, failures = 0, spoiled = false): void =>
    sink.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests, failures, spoiled }]);
  /** Since when one request a second may go on unseen, for a quarter of an hour; the silent source says so each time. */
  let unseenSinceMs: number | undefined;
  const sayUnseen = (fromMs: number): void => {
    const { wallMs: nowMs } = scene.clock.now();
    const toMs = Math.min(nowMs, fromMs + 900_000);
    const count = (toMs - fromMs) / 1_000;
    silent.estimate(
      [{ basePath: ECHO, fromMs, toMs, successes: count, failures: count, missing: 'unobserved' }],
      nowMs,
    );
  };
  /** Lets time pass, in which the other source is well; it had one good request a second. */
  const pass = async (seconds: number): Promise<void> => {
    for (let left = seconds; left > 0; left -= 10) {
      await scene.clock.advance(Math.min(10, left) * 1_000);
      record(other, Math.min(10, left));
      if (unseenSinceMs !== undefined) sayUnseen(unseenSinceMs);
    }
  };
  const served = (): string => {
    scene.evaluate();
    const { status, reason } = scene.board.get(ECHO)!;
    return `${status} ${reason}`;
  };
  const numbers = (): [requests: number, failures: number, maybe: number] => {
    scene.evaluate();
    const { requests, failures, uncertain } = scene.board.details(ECHO)!;
    expect(uncertain.successes).toBe(uncertain.failures);
    return [requests, failures, uncertain.failures];
  };

  beforeEach(() => {
    scene = boardOnManualClock();
    unseenSinceMs = undefined;
    scene.window.declare(new Set([ECHO]), scene.clock.now());
    silent = scene.window.open({ name: 'silent', evidence: 'traffic' });
    other = scene.window.open({ name: 'other', evidence: 'traffic' });
  });

  it('leaves its counts, and what may have gone on, until that is forgotten', async () => {
    record(silent, 50, 50);
    record(other, 0);
    unseenSinceMs = scene.clock.now().wallMs;
    await pass(90);
    expect(numbers()).toEqual([140, 50, 90]);
    await pass(10);
    expect([served(), numbers()]).toEqual(['DOWN success-ratio', [150, 50, 100]]);
    await pass(180);
    expect([served(), numbers()]).toEqual(['UNKNOWN partial-source', [330, 50, 280]]);
    await pass(30);
    expect([served(), numbers()]).toEqual(['UNKNOWN partial-source', [300, 0, 300]]);
    await pass(590);
    expect([served(), numbers()]).toEqual(['UNKNOWN partial-source', [300, 0, 300]]);
    await pass(250);
    expect([served(), numbers()]).toEqual(['UNKNOWN partial-source', [300, 0, 50]]);
    await pass(50);
    expect([served(), numbers()]).toEqual(['UP success-ratio', [300, 0, 0]]);
  });

  it('says of its own trouble nothing about the verdict, but in its details', async () => {
    record(silent, 20);
    record(other, 0);
    const { wallMs: asOfMs } = scene.clock.now();
    silent.fault({ code: 'answer-partial', detail: 'a store is missing', effect: 'partial' });
    await pass(90);
    expect(served()).toBe('UNKNOWN partial-source');
    await pass(10);
    expect([served(), numbers()]).toEqual(['UP success-ratio', [120, 0, 0]]);
    expect(scene.board.details(ECHO)!.evidence).toMatchObject([
      { source: 'silent', requests: 20, problem: 'answer-partial: a store is missing', asOfMs },
      { source: 'other', requests: 100 },
    ]);
  });

  it.each<[string, () => void]>([
    ['spoiled', () => record(silent, 0, 0, true)],
    ['mixed up', () => silent.fault({ ...REFUSED, effect: 'partial' }, [ECHO])],
    ['expired', () => silent.expire([ECHO])],
  ])('leaves counts that were %s as what may have been', async (_, spoil) => {
    record(silent, 60, 25);
    record(other, 0);
    spoil();
    await pass(100);
    expect(served()).toBe('UNKNOWN uncertain-counts');
    expect(scene.board.details(ECHO)).toMatchObject({ requests: 100, uncertain: { successes: 35, failures: 25 } });
  });

  it('adds nothing while the other is stale as well, as nothing is known then', async () => {
    record(silent, 20);
    record(other, 20);
    sayUnseen(scene.clock.now().wallMs - 50_000);
    await scene.clock.advance(100_000);
    expect([served(), numbers()]).toEqual(['UNKNOWN stale-source', [0, 0, 0]]);
  });

  it('is fresh as the other is', async () => {
    record(silent, 20);
    await pass(100);
    expect(served()).toBe('UP success-ratio');
    await scene.clock.advance(STALE_MS);
    expect(scene.board.get(ECHO)!.status).toBe('UP');
    await scene.clock.advance(1);
    expect(scene.board.get(ECHO)!.reason).toBe('stale-source');
  });

  it('is not noticed between two evaluations: the totals stay what they were', async () => {
    record(silent, 20);
    await pass(80);
    expect(served()).toBe('UP success-ratio');
    await scene.clock.advance(20_000);
    expect(scene.board.get(ECHO)!.status).toBe('UP');
    await scene.clock.advance(STALE_MS - 20_000 + 1);
    expect(scene.board.get(ECHO)!.reason).toBe('stale-source');
  });

  it('leaves nothing where it probes: probes that were not made are missing nowhere', async () => {
    const [one, two] = ['one', 'two'].map((name) => scene.window.open({ name, evidence: 'synthetic' }));
    record(one!, 20, 20);
    for (let probes = 0; probes < 10; probes++) {
      await scene.clock.advance(10_000);
      record(two!, 1);
    }
    expect([served(), scene.board.details(ECHO)!.failures]).toEqual(['UP success-ratio', 0]);
  });
});
