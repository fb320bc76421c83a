import { beforeEach, describe, expect, it } from '@jest/globals';
import { basePath, boardOnManualClock, totalsTeller } from '../../test/support/evidence-window.js';
import type { EvidenceSink } from '../sources/evidence.js';

const ECHO = basePath('/eni/echo/v1');
const OTHER = basePath('/eni/other/v1');
const STALE_AFTER_MS = 90_000;

describe('What a board announces', () => {
  let scene: ReturnType<typeof boardOnManualClock>;
  let traffic: EvidenceSink;
  /** `ECHO first UP` or `ECHO UP>DOWN since+ms`, one text for each round that found something. */
  let heard: string[];

  let tell: ReturnType<typeof totalsTeller>;
  const read = (...totals: readonly [path: typeof ECHO, requests: number, failures: number][]): void => {
    for (const [path, requests, failures] of totals) tell(path, requests, failures);
  };
  const status = (): string | undefined => scene.board.get(ECHO)?.status;

  beforeEach(() => {
    scene = boardOnManualClock();
    traffic = scene.window.open({ name: 'raccoon', evidence: 'traffic' });
    tell = totalsTeller(traffic, scene.clock);
    heard = [];
    scene.board.onRound(({ firstVerdicts, changes }) => {
      const texts = [
        ...firstVerdicts.map(({ to }) => `${to.basePath} first ${to.status}`),
        ...changes.map(({ from, to }) => `${to.basePath} ${from.status}>${to.status}`),
      ];
      if (texts.length > 0) heard.push(texts.join(', '));
    });
    read([ECHO, 100, 0]);
    scene.evaluate();
    expect(heard.splice(0)).toEqual(['/eni/echo/v1 first UP']);
  });

  it('dates UNKNOWN from the read that served it first', async () => {
    await scene.clock.advance(STALE_AFTER_MS + 1);
    const servedMs = scene.clock.now().wallMs;
    expect(status()).toBe('UNKNOWN');
    await scene.clock.advance(4_000);
    let announcedMs = 0;
    scene.board.onRound(({ changes }) => (announcedMs = changes[0]!.to.sinceMs));
    scene.evaluate();
    expect([announcedMs, scene.board.get(ECHO)!.sinceMs]).toEqual([servedMs, servedMs]);
  });

  it('is nothing where evidence came back before the next round, and since is what it was', async () => {
    const up = scene.board.get(ECHO)!;
    await scene.clock.advance(STALE_AFTER_MS + 1);
    const version = scene.board.version();
    expect(status()).toBe('UNKNOWN');
    read([ECHO, 100, 0]);
    scene.evaluate();
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UP', sinceMs: up.sinceMs });
    expect(scene.board.page().body.toString()).toContain('"UP"');
    expect(scene.board.version()).toBeGreaterThan(version);
    expect(heard).toEqual([]);
    read([ECHO, 100, 100]);
    scene.evaluate();
    expect(heard).toEqual(['/eni/echo/v1 UP>DOWN']);
  });

  it('leaves out the UNKNOWN of a read between two verdicts', async () => {
    await scene.clock.advance(STALE_AFTER_MS + 1);
    expect(status()).toBe('UNKNOWN');
    read([ECHO, 100, 100]);
    scene.evaluate();
    expect(heard).toEqual(['/eni/echo/v1 UP>DOWN']);
    expect(scene.board.get(ECHO)!.sinceMs).toBe(scene.clock.now().wallMs);
  });

  it('is one batch after the last slice, though each slice is served at once', () => {
    read([ECHO, 100, 100], [OTHER, 100, 0]);
    const end = scene.board.begin(scene.clock.now());
    expect(end).toBe(2);
    scene.board.evaluate(0, 1);
    expect([status(), heard]).toEqual(['DOWN', []]);
    scene.board.evaluate(1, 2);
    for (const step of scene.board.finish()) void step;
    expect(heard).toEqual([]);
    scene.board.announce();
    expect(heard).toEqual(['/eni/other/v1 first UP, /eni/echo/v1 UP>DOWN']);
  });

  it('is what the round found, although a read has found the evidence stale before the round was over', async () => {
    await scene.clock.advance(STALE_AFTER_MS - 10);
    read([OTHER, 100, 0], [ECHO, 100, 100]);
    await scene.clock.advance(STALE_AFTER_MS);
    scene.board.evaluate(0, scene.board.begin(scene.clock.now()));
    expect(status()).toBe('DOWN');
    await scene.clock.advance(1);
    expect(status()).toBe('UNKNOWN');
    for (const step of scene.board.finish()) void step;
    scene.board.announce();
    expect([status(), heard]).toEqual(['UNKNOWN', ['/eni/other/v1 first UP, /eni/echo/v1 UP>DOWN']]);
    scene.evaluate();
    expect(heard.slice(1)).toEqual(['/eni/echo/v1 DOWN>UNKNOWN, /eni/other/v1 UP>UNKNOWN']);
  });

  it('loses nothing of a round that failed, and says nothing twice', () => {
    read([ECHO, 100, 100], [OTHER, 100, 0]);
    scene.board.evaluate(0, scene.board.begin(scene.clock.now()));
    scene.evaluate();
    scene.evaluate();
    expect(heard).toEqual(['/eni/other/v1 first UP, /eni/echo/v1 UP>DOWN']);
  });

  it('is nothing where the round after a failed one finds again what was announced last', async () => {
    const { sinceMs } = scene.board.get(ECHO)!;
    await scene.clock.advance(5_000);
    read([ECHO, 100, 100]);
    scene.board.evaluate(0, scene.board.begin(scene.clock.now()));
    expect(status()).toBe('DOWN');
    read([ECHO, 100, 0]);
    scene.evaluate();
    expect(heard).toEqual([]);
    expect(scene.board.get(ECHO)).toMatchObject({ status: 'UP', sinceMs });
  });

  it('is a first verdict again for a base path that was forgotten', async () => {
    await scene.clock.advance(600_000);
    read([OTHER, 100, 0]);
    scene.window.forget(scene.clock.now());
    scene.evaluate();
    expect(status()).toBeUndefined();
    tell = totalsTeller(traffic, scene.clock);
    read([ECHO, 100, 100]);
    scene.evaluate();
    expect(heard).toEqual(['/eni/other/v1 first UP', '/eni/echo/v1 first DOWN']);
  });

  it('is a first verdict for a base path that got the id of another between two rounds', async () => {
    const id = scene.window.find(ECHO);
    await scene.clock.advance(600_000);
    traffic.record([]);
    scene.window.forget(scene.clock.now());
    read([OTHER, 100, 100]);
    expect(scene.window.find(OTHER)).toBe(id);
    scene.evaluate();
    expect(heard).toEqual(['/eni/other/v1 first DOWN']);
  });

  it('reaches every listener, though one of them throws', () => {
    const fault = new Error('full');
    scene = boardOnManualClock();
    scene.board.onRound(() => {
      throw fault;
    });
    let rounds = 0;
    scene.board.onRound(() => rounds++);
    scene.board.evaluate(0, scene.board.begin(scene.clock.now()));
    for (const step of scene.board.finish()) void step;
    expect([scene.board.announce(), rounds]).toEqual([[fault], 1]);
  });
});
