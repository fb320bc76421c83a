import { beforeEach, describe, expect, it } from '@jest/globals';
import { basePath, boardOnManualClock, totalsTeller } from '../../test/support/evidence-window.js';
import type { EvidenceSink } from '../sources/evidence.js';

const ECHO = basePath('/eni/echo/v1');
const OTHER = basePath('/eni/other/v1');

describe('LiveBoard', () => {
  let scene: ReturnType<typeof boardOnManualClock>;
  let traffic: EvidenceSink;

  const record = (requests: number, failures = 0, path = ECHO): void =>
    traffic.record([{ basePath: path, atMs: scene.clock.now().wallMs, requests, failures }]);
  let tell: ReturnType<typeof totalsTeller>;
  const read = (requests: number, failures = 0): void => tell(ECHO, requests, failures);

  beforeEach(() => {
    scene = boardOnManualClock();
    traffic = scene.window.open({ name: 'edge', evidence: 'traffic' });
    tell = totalsTeller(traffic, scene.clock);
    scene.window.declare(new Set([ECHO]), scene.clock.now());
  });

  it('knows nothing before the first evaluation', () => {
    expect([scene.board.evaluated(), scene.board.get(ECHO), scene.board.list()]).toEqual([false, undefined, []]);
  });

  it('says no-data of a declared base path that was never seen', () => {
    scene.evaluate();
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UNKNOWN', reason: 'no-data' });
    expect(scene.board.page().body.toString()).toBe('[{"basepath":"/eni/echo/v1","status":"UNKNOWN"}]');
  });

  it('serves what the evidence says, and the numbers that decided it', async () => {
    record(295, 30);
    await scene.clock.advance(80_000);
    record(5, 1);
    scene.evaluate();
    expect(scene.board.details(ECHO)).toMatchObject({
      heartbeat: { status: 'DOWN', reason: 'success-ratio' },
      requests: 300,
      failures: 31,
      lastMinuteRequests: 5,
      lastMinuteFailures: 1,
      windowToMs: scene.clock.now().wallMs,
      windowFromMs: scene.clock.now().wallMs - 300_000,
      evidence: [{ source: 'edge', kind: 'traffic', requests: 300, failures: 31 }],
    });
  });

  it('lists a base path that came while a round went on from the next round on', () => {
    const end = scene.board.begin(scene.clock.now());
    record(100, 0, OTHER);
    scene.board.evaluate(0, end);
    for (const step of scene.board.finish()) void step;
    expect(scene.board.list().map((each) => each.basePath)).toEqual([ECHO]);
    scene.evaluate();
    expect(scene.board.list().map((each) => each.basePath)).toEqual([ECHO, OTHER]);
    expect(scene.board.page().count).toBe(2);
  });

  it('gives no verdict after a sample that was not a count, until the next one that is', () => {
    record(100);
    record(100, 0, OTHER);
    traffic.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests: 0, failures: 0, spoiled: true }]);
    scene.evaluate();
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UNKNOWN', reason: 'partial-source' });
    expect(scene.board.get(OTHER)).toMatchObject({ status: 'UP' });
    record(1);
    scene.evaluate();
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UP', reason: 'success-ratio' });
  });

  it.each([
    ['more requests than can be counted with', 1_000_000_000_000, 0],
    ['more than a bucket holds', 10_000_000_000, 10_000_000_000],
    ['more failures than requests', 10, 11],
    ['a part of a request', 10.5, 0],
  ])('gives no verdict after a sample of %s, until the next one that is sound', (_, requests, failures) => {
    record(100);
    record(requests, failures);
    scene.evaluate();
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UNKNOWN', reason: 'partial-source' });
    expect(scene.board.details(ECHO)!.evidence[0]!.problem).toMatch(/^bad-data: /);
    record(1);
    scene.evaluate();
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UP' });
    expect(scene.board.details(ECHO)!.requests).toBe(101);
  });

  it('limits caching of an answer to the next evaluation', async () => {
    expect(scene.board.secondsToNextEvaluation()).toBe(0);
    scene.evaluate();
    const seconds: number[] = [];
    for (const aheadMs of [0, 1, 999, 3_000, 999, 60_000]) {
      await scene.clock.advance(aheadMs);
      seconds.push(scene.board.secondsToNextEvaluation());
    }
    expect(seconds).toEqual([5, 4, 4, 1, 0, 0]);
  });

  it('limits caching of a verdict to the time when its evidence becomes stale', async () => {
    record(100);
    await scene.clock.advance(88_500);
    scene.evaluate();
    expect([scene.board.get(ECHO)!.status, scene.board.secondsToNextEvaluation()]).toEqual(['UP', 1]);
    await scene.clock.advance(1_499);
    expect([scene.board.get(ECHO)!.status, scene.board.secondsToNextEvaluation()]).toEqual(['UP', 0]);
    await scene.clock.advance(2);
    expect([scene.board.get(ECHO)!.status, scene.board.secondsToNextEvaluation()]).toEqual(['UNKNOWN', 3]);
  });

  it('announces a status change once, and not the first verdict', () => {
    const changes: string[] = [];
    scene.board.onRound((round) => {
      for (const { from, to } of round.changes) changes.push(`${from.status}>${to.status}`);
    });
    read(100);
    scene.evaluate();
    read(100, 50);
    scene.evaluate();
    scene.evaluate();
    expect(changes).toEqual(['UP>DOWN']);
  });

  it('keeps since while only the reason changes', async () => {
    scene.evaluate();
    const since = scene.board.get(ECHO)!.sinceMs;
    await scene.clock.advance(5_000);
    record(0);
    scene.evaluate();
    expect(scene.board.get(ECHO)).toMatchObject({ reason: 'no-traffic', sinceMs: since });
  });

  it.each([
    ['steady clocks', 0],
    ['a wall clock that was set ahead', 3_600_000],
  ])('stops serving UP without any evaluation once the evidence is stale, with %s', async (_, stepMs) => {
    read(100);
    scene.evaluate();
    const etag = scene.board.page().hash;
    await scene.clock.advance(90_000);
    expect(scene.board.get(ECHO)!.status).toBe('UP');
    scene.clock.stepWall(stepMs);
    await scene.clock.advance(1);
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UNKNOWN', reason: 'stale-source' });
    expect(scene.board.page().body.toString()).toContain('UNKNOWN');
    expect(scene.board.page().hash).not.toBe(etag);
  });

  it('counts the age of the evidence, not of its arrival', async () => {
    const asOf = scene.clock.now();
    await scene.clock.advance(60_000);
    traffic.record([{ basePath: ECHO, atMs: asOf.wallMs, requests: 50, failures: 0 }]);
    scene.evaluate();
    expect(scene.board.get(ECHO)!.status).toBe('UP');
    await scene.clock.advance(30_001);
    expect(scene.board.get(ECHO)!.reason).toBe('stale-source');
  });

  it('forgets a partial answer only with the next good one', () => {
    read(100);
    traffic.fault({ code: 'answer-partial', detail: 'the answer carries warnings', effect: 'partial' });
    traffic.fault({ code: 'timeout', detail: 'no answer in time', effect: 'ages' });
    scene.evaluate();
    expect(scene.board.get(ECHO)!.reason).toBe('partial-source');
    read(100);
    scene.evaluate();
    expect(scene.board.get(ECHO)!.status).toBe('UP');
  });

  it.each([
    ['NaN', NaN, 0],
    ['a fraction', 10.5, 0],
    ['a negative count', 100, -1],
    ['more failures than requests', 10, 11],
    ['an unsafe integer', 2 ** 53, 0],
  ])('says UNKNOWN when a source hands on %s', (_, requests, failures) => {
    record(requests, failures);
    scene.evaluate();
    expect(scene.board.get(ECHO)!.status).toBe('UNKNOWN');
  });

  it('sums sources of one kind, and keeps what a stale one counted while it is in the window', async () => {
    const second = scene.window.open({ name: 'zone-b', evidence: 'traffic' });
    read(100, 100);
    await scene.clock.advance(80_000);
    second.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests: 900, failures: 0 }]);
    scene.evaluate();
    expect(scene.board.details(ECHO)).toMatchObject({ requests: 1_000, failures: 100, heartbeat: { status: 'UP' } });
    await scene.clock.advance(11_000);
    scene.evaluate();
    expect(scene.board.details(ECHO)).toMatchObject({ requests: 1_000, failures: 100, heartbeat: { status: 'UP' } });
    await scene.clock.advance(79_000);
    second.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests: 0, failures: 0 }]);
    await scene.clock.advance(80_000);
    second.record([{ basePath: ECHO, atMs: scene.clock.now().wallMs, requests: 0, failures: 0 }]);
    await scene.clock.advance(50_000);
    scene.evaluate();
    expect(scene.board.details(ECHO)).toMatchObject({ requests: 900, failures: 0, heartbeat: { status: 'UP' } });
  });

  it('takes up discovered base paths in order, up to the maximum', () => {
    for (let index = 0; index < 1_100; index++) record(1, 0, basePath(`/d/${String(index).padStart(4, '0')}`));
    scene.evaluate();
    const paths = scene.board.list().map((each) => each.basePath);
    expect(paths).toHaveLength(1_000);
    expect(paths).toEqual(paths.toSorted());
    expect(scene.observer.seen).toHaveLength(101);
  });

  it('drops a discovered base path once its source goes on without it, and not while the source is silent', async () => {
    record(20, 0, OTHER);
    scene.evaluate();
    await scene.clock.advance(600_000);
    scene.window.forget(scene.clock.now());
    scene.evaluate();
    expect(scene.board.get(OTHER)).toMatchObject({ reason: 'stale-source' });
    record(1, 0, ECHO);
    scene.window.forget(scene.clock.now());
    scene.evaluate();
    expect(scene.board.get(OTHER)).toBeUndefined();
    expect(scene.board.page().count).toBe(1);
  });

  it('does not mix up base paths when an id is used again', async () => {
    read(100);
    scene.evaluate();
    await scene.clock.advance(600_000);
    record(1, 0, basePath('/a/third'));
    scene.window.declare(new Set([OTHER]), scene.clock.now());
    scene.evaluate();
    expect(scene.board.get(ECHO)).toBeUndefined();
    expect(scene.board.get(OTHER)).toMatchObject({ status: 'UNKNOWN', reason: 'no-data' });
  });

  it('gives the same hash for the same heartbeats, regardless of what happened in between', () => {
    read(100);
    scene.evaluate();
    const before = scene.board.page().hash;
    read(100, 90);
    scene.evaluate();
    const between = scene.board.page().hash;
    read(100);
    scene.evaluate();
    expect([between === before, scene.board.page().hash === before]).toEqual([false, true]);
  });
});
