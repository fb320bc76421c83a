import { beforeEach, describe, expect, it } from '@jest/globals';
import { basePath, boardOnManualClock } from '../../test/support/evidence-window.js';
import type { EvidenceSink, SourceProblem } from '../sources/evidence.js';

const ECHO = basePath('/eni/echo/v1');
const SUSPECT: SourceProblem = { code: 'no-egress', detail: 'nothing can be reached', effect: 'suspect' };

describe('synthetic evidence', () => {
  let scene: ReturnType<typeof boardOnManualClock>;
  let pulse: EvidenceSink;
  let traffic: EvidenceSink;

  beforeEach(() => {
    scene = boardOnManualClock();
    scene.window.declare(new Set([ECHO]), scene.clock.now());
    traffic = scene.window.open({ name: 'raccoon', evidence: 'traffic' });
    pulse = scene.window.open({ name: 'pulse', evidence: 'synthetic' });
  });

  const record = (sink: EvidenceSink, requests: number, failures = 0): void =>
    sink.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests, failures }]);
  const verdict = (): string => {
    scene.evaluate();
    const { status, reason } = scene.board.get(ECHO)!;
    return `${status} ${reason}`;
  };
  const probe = async (times: number, everyMs: number, failures = 0): Promise<void> => {
    for (let probes = 0; probes < times; probes++) {
      record(pulse, 1, failures);
      await scene.clock.advance(everyMs);
    }
  };

  it.each([
    [15_000, 9, 10],
    [30_000, 5, 6],
    [60_000, 2, 3],
    [285_000, 0, 1],
  ])('every %i ms decides nothing with %i probes, and decides with %i', async (intervalMs, few, enough) => {
    pulse.pace(ECHO, { intervalMs, timeoutMs: 5_000 });
    await probe(few, intervalMs);
    expect(verdict()).toMatch(/^UNKNOWN/);
    await probe(enough - few, intervalMs);
    expect(verdict()).toBe('UP success-ratio');
  });

  it('of a slow pace is fresh for two intervals and the time-out, to the millisecond', async () => {
    pulse.pace(ECHO, { intervalMs: 100_000, timeoutMs: 5_000 });
    record(pulse, 1, 1);
    await scene.clock.advance(205_000);
    expect(verdict()).toBe('DOWN success-ratio');
    await scene.clock.advance(1);
    expect(scene.board.get(ECHO)?.reason).toBe('stale-source');
    expect(verdict()).toBe('UNKNOWN stale-source');
  });

  it('of the slowest pace does not count once it has left the window, even if the prober has stopped', async () => {
    pulse.pace(ECHO, { intervalMs: 285_000, timeoutMs: 5_000 });
    record(pulse, 1);
    expect(verdict()).toBe('UP success-ratio');
    await scene.clock.advance(300_001);
    expect(scene.board.get(ECHO)?.status).toBe('UNKNOWN');
  });

  it('does not bring a base path back by the end of its pace', () => {
    scene.window.declare(new Set(), scene.clock.now());
    pulse.pace(ECHO, undefined);
    expect([scene.window.size, scene.window.find(ECHO)]).toEqual([0, undefined]);
  });

  it('is counted again after the wall clock was set back by an hour', async () => {
    await probe(10, 15_000, 1);
    expect(verdict()).toBe('DOWN success-ratio');
    scene.clock.stepWall(-3_600_000);
    await probe(10, 15_000);
    expect(verdict()).toBe('UP success-ratio');
  });

  it('of a quick pace is fresh for as long as all other evidence', async () => {
    pulse.pace(ECHO, { intervalMs: 5_000, timeoutMs: 1_000 });
    record(pulse, 36);
    await scene.clock.advance(90_000);
    expect(verdict()).toBe('UP success-ratio');
    await scene.clock.advance(1);
    expect(verdict()).toBe('UNKNOWN stale-source');
  });

  it('needs no more than other evidence does, and as much when its pace is forgotten', () => {
    pulse.pace(ECHO, { intervalMs: 5_000, timeoutMs: 1_000 });
    record(pulse, 10);
    expect(verdict()).toBe('UP success-ratio');
    pulse.pace(ECHO, { intervalMs: 60_000, timeoutMs: 1_000 });
    pulse.pace(ECHO, undefined);
    record(pulse, 0);
    expect(verdict()).toBe('UP success-ratio');
  });

  it('gives way to traffic that has enough requests, and speaks when that has not', () => {
    pulse.pace(ECHO, { intervalMs: 60_000, timeoutMs: 1_000 });
    record(pulse, 3, 3);
    record(traffic, 9);
    expect(verdict()).toBe('DOWN success-ratio');
    record(traffic, 1);
    expect(verdict()).toBe('UP success-ratio');
    expect(
      scene.board.details(ECHO)?.evidence.map(({ source, requests, failures }) => [source, requests, failures]),
    ).toEqual([
      ['raccoon', 10, 0],
      ['pulse', 3, 3],
    ]);
  });

  it('of a prober that suspects itself decides nothing until it says that this is over, even if it records samples', () => {
    record(pulse, 20);
    expect(verdict()).toBe('UP success-ratio');
    pulse.fault(SUSPECT);
    record(pulse, 20, 20);
    expect(verdict()).toBe('UNKNOWN prober-suspect');
    pulse.fault({ ...SUSPECT, effect: 'ages' });
    record(pulse, 0);
    expect(verdict()).toBe('UNKNOWN prober-suspect');
    pulse.expire();
    expect(verdict()).toBe('UNKNOWN stale-source');
    record(pulse, 20);
    expect(verdict()).toBe('DOWN success-ratio');
  });

  it('of some base paths is suspected while that of others decides, until it is trusted again', () => {
    const OTHER = basePath('/eni/other/v1');
    const verdicts = (): (string | undefined)[] => {
      const first = verdict();
      return [first, scene.board.get(OTHER)?.status];
    };
    const recordOther = (): void =>
      pulse.record([{ basePath: OTHER, atMs: scene.clock.now().wallMs, requests: 20, failures: 0 }]);
    recordOther();
    record(pulse, 20);
    pulse.fault(SUSPECT, [ECHO]);
    record(pulse, 20);
    recordOther();
    expect(verdicts()).toEqual(['UNKNOWN prober-suspect', 'UP']);
    const problems = [ECHO, OTHER].map(
      (each) => scene.board.details(each)?.evidence.find(({ source }) => source === 'pulse')?.problem,
    );
    expect(problems).toEqual([`${SUSPECT.code}: ${SUSPECT.detail}`, undefined]);
    pulse.expire([ECHO]);
    expect(verdicts()).toEqual(['UNKNOWN stale-source', 'UP']);
    record(pulse, 20);
    expect(verdicts()).toEqual(['UP success-ratio', 'UP']);
  });

  it('never hides traffic when the prober suspects itself', () => {
    record(traffic, 20);
    record(pulse, 20);
    pulse.fault(SUSPECT);
    expect(verdict()).toBe('UP success-ratio');
  });
});
