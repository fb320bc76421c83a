import { beforeEach, describe, expect, it } from '@jest/globals';
import { basePath, boardOnManualClock } from '../../test/support/evidence-window.js';
import type { Estimate, EvidenceSink } from '../sources/evidence.js';
import type { RoundResult } from './status-change.js';

const ECHO = basePath('/eni/echo/v1');

describe('Evidence with holes', () => {
  let scene: ReturnType<typeof boardOnManualClock>;
  let edge: EvidenceSink;
  let rounds: RoundResult[];

  const record = (requests: number, failures: number, clientErrors = 0): void =>
    edge.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests, failures, clientErrors }]);
  const miss = (successes: number, failures: number, over: Partial<Estimate> = {}): void => {
    const { wallMs } = scene.clock.now();
    const lost = { basePath: ECHO, fromMs: wallMs - 40_000, toMs: wallMs, missing: 'unobserved' as const };
    edge.estimate([{ ...lost, successes, failures, ...over }], wallMs);
  };
  const served = (): string => {
    scene.evaluate();
    const { status, reason } = scene.board.get(ECHO)!;
    return `${status} ${reason}`;
  };

  beforeEach(() => {
    scene = boardOnManualClock();
    edge = scene.window.open({ name: 'edge', evidence: 'traffic' });
    rounds = [];
    scene.board.onRound((round) => rounds.push(round));
  });

  it('is UP or DOWN only where nothing that is missing could change it', () => {
    record(90, 0);
    expect(served()).toBe('UP success-ratio');
    miss(10, 10);
    expect(served()).toBe('UP success-ratio');
    miss(10, 10.5);
    expect(served()).toBe('UNKNOWN partial-source');
    miss(10, 11, { missing: 'ambiguous' });
    expect(served()).toBe('UNKNOWN uncertain-counts');
    miss(10, 11, { missing: 'unwatched' });
    expect(served()).toBe('UNKNOWN warming-up');
    record(60, 60);
    expect(served()).toBe('DOWN success-ratio');
  });

  it('shows the numbers by which anybody can recompute it, and which source misses what', () => {
    const pulse = scene.window.open({ name: 'pulse', evidence: 'synthetic' });
    pulse.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests: 3, failures: 0 }]);
    record(200, 10, 30);
    miss(20.4, 5.5);
    served();
    const uncertain = { successes: 20, failures: 6 };
    expect(scene.board.details(ECHO)).toMatchObject({
      requests: 200,
      failures: 10,
      clientErrors: 30,
      uncertain,
      evidence: [
        { source: 'edge', requests: 200, failures: 10, uncertain },
        { source: 'pulse', requests: 3, failures: 0, uncertain: { successes: 0, failures: 0 } },
      ],
    });
  });

  it('adds up what its sources miss, fractions before they are rounded', () => {
    const other = scene.window.open({ name: 'other', evidence: 'traffic' });
    record(100, 0, 1);
    other.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests: 50, failures: 0, clientErrors: 2 }]);
    miss(0.5, 0.25);
    const { wallMs } = scene.clock.now();
    const lost = { basePath: ECHO, fromMs: wallMs, toMs: wallMs, missing: 'ambiguous' as const };
    other.estimate([{ ...lost, successes: 0.75, failures: 0.75 }], wallMs);
    served();
    expect(scene.board.details(ECHO)).toMatchObject({
      requests: 150,
      clientErrors: 3,
      uncertain: { successes: 1, failures: 1 },
    });
  });

  it('shows no numbers once a read has found it stale', async () => {
    record(200, 10, 30);
    miss(5, 5);
    expect(served()).toBe('UP success-ratio');
    await scene.clock.advance(90_001);
    expect(scene.board.details(ECHO)).toMatchObject({
      heartbeat: { status: 'UNKNOWN', reason: 'stale-source' },
      requests: 0,
      clientErrors: 0,
      uncertain: { successes: 0, failures: 0 },
    });
  });

  it('tells what was uncertain with the first verdict and with each change', () => {
    record(90, 0);
    miss(3, 2);
    served();
    miss(40, 20);
    served();
    expect(rounds[0]!.firstVerdicts).toMatchObject([{ requests: 90, uncertain: { successes: 3, failures: 2 } }]);
    expect(rounds[1]!.changes).toMatchObject([
      { to: { status: 'UNKNOWN' }, requests: 90, uncertain: { successes: 40, failures: 20 } },
    ]);
  });

  it('is whole again when what was missed has left the window', async () => {
    record(90, 0);
    const toMs = scene.clock.now().wallMs;
    const lost = { basePath: ECHO, fromMs: toMs - 40_000, toMs, missing: 'unobserved' as const };
    const seen: string[] = [];
    for (let passedMs = 0; passedMs <= 300_000; passedMs += 30_000) {
      record(9, 0);
      edge.estimate([{ ...lost, successes: 40, failures: 40 }], scene.clock.now().wallMs);
      seen.push(served());
      await scene.clock.advance(30_000);
    }
    expect(new Set(seen.slice(0, -1))).toEqual(new Set(['UNKNOWN partial-source']));
    expect(seen.at(-1)).toBe('UP success-ratio');
  });
});
