import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Board } from '../../src/evaluation/board.js';
import type { RoundResult } from '../../src/evaluation/status-change.js';
import { basePath } from '../support/evidence-window.js';

/** A board under test over one source of traffic, judged by the defaults: 90 %, 10 requests, 90 s, every 5 s. */
export interface BoardUnderTest {
  readonly board: Board;
  /** Says what the whole window holds now. */
  tell(totals: readonly (readonly [basePath: BasePath, requests: number, failures: number])[]): void;
  evaluate(): void;
  pass(durationMs: number): Promise<void>;
}

const ECHO = basePath('/eni/echo/v1');
const ZULU = basePath('/zulu/v1');
const ALPHA = basePath('/Alpha/v1');
const STALE_AFTER_MS = 90_000;

/** What every implementation of `Board` promises to those who serve it. */
export function describeBoard(name: string, make: () => BoardUnderTest): void {
  describe(`${name}, as a Board`, () => {
    let board: Board;
    let under: BoardUnderTest;

    const tellAndEvaluate = (...totals: Parameters<BoardUnderTest['tell']>[0]): void => {
      under.tell(totals);
      under.evaluate();
    };
    const shown = (): string => board.page().body.toString();

    beforeEach(() => {
      under = make();
      board = under.board;
    });

    it('shows nothing before the first evaluation, and says so', () => {
      under.tell([[ECHO, 100, 0]]);
      expect([board.evaluated(), board.list(), board.get(ECHO), board.details(ECHO)]).toEqual([
        false,
        [],
        undefined,
        undefined,
      ]);
      under.evaluate();
      expect([board.evaluated(), board.get(ECHO)?.status]).toEqual([true, 'UP']);
    });

    it('says how long ago it was evaluated', async () => {
      expect(board.evaluatedAgoMs()).toBeUndefined();
      tellAndEvaluate([ECHO, 100, 0]);
      await under.pass(1_234);
      expect(board.evaluatedAgoMs()).toBe(1_234);
      under.evaluate();
      expect(board.evaluatedAgoMs()).toBe(0);
    });

    it('says the same in every way to read it', () => {
      tellAndEvaluate([ZULU, 100, 100], [ECHO, 100, 0], [ALPHA, 5, 0]);
      const list = board.list();
      expect(list.map(({ basePath: path, status }) => `${path} ${status}`)).toEqual([
        '/Alpha/v1 UNKNOWN',
        '/eni/echo/v1 UP',
        '/zulu/v1 DOWN',
      ]);
      expect(list.map((each) => board.get(each.basePath))).toEqual(list);
      expect(list.map((each) => board.details(each.basePath)?.heartbeat)).toEqual(list);
      expect(shown()).toBe(`[${list.map((each) => each.json).join(',')}]`);
      expect(JSON.parse(shown())).toEqual(list.map(({ basePath: path, status }) => ({ basepath: path, status })));
      expect(board.page().count).toBe(3);
    });

    it('knows nothing of a base path that was never seen', () => {
      tellAndEvaluate([ECHO, 100, 0]);
      expect([board.get(ZULU), board.details(ZULU)]).toEqual([undefined, undefined]);
    });

    it('grows its version when a heartbeat changes, and only then', () => {
      tellAndEvaluate([ECHO, 100, 0]);
      const first = board.version();
      tellAndEvaluate([ECHO, 200, 1]);
      expect(board.version()).toBe(first);
      tellAndEvaluate([ECHO, 200, 100]);
      const second = board.version();
      expect(second).toBeGreaterThan(first);
      tellAndEvaluate([ECHO, 200, 100], [ZULU, 100, 0]);
      expect(board.version()).toBeGreaterThan(second);
    });

    it('serialises once for each version, and its hash is made of the content alone', () => {
      tellAndEvaluate([ECHO, 100, 0]);
      const page = board.page();
      expect(board.page()).toBe(page);
      tellAndEvaluate([ECHO, 100, 100]);
      expect(board.page().hash).not.toBe(page.hash);
      tellAndEvaluate([ECHO, 100, 0]);
      expect(board.page().hash).toBe(page.hash);
      const other = make();
      other.tell([[ECHO, 5_000, 3]]);
      other.evaluate();
      expect(other.board.page().hash).toBe(page.hash);
    });

    it('gives the numbers from which anybody can compute the verdict again', () => {
      tellAndEvaluate([ECHO, 1_000, 101], [ZULU, 1_000, 100]);
      for (const [path, status] of [
        [ECHO, 'DOWN'],
        [ZULU, 'UP'],
      ] as const) {
        const details = board.details(path)!;
        expect((details.requests - details.failures) * 10 >= details.requests * 9 ? 'UP' : 'DOWN').toBe(status);
        expect(details.heartbeat).toMatchObject({ status, reason: 'success-ratio' });
        expect(details.windowToMs - details.windowFromMs).toBe(300_000);
        expect(details.evidence.map(({ requests, failures }) => [requests, failures])).toEqual([
          [details.requests, details.failures],
        ]);
      }
    });

    it('reads UNKNOWN in every way once the evidence is stale, though nobody evaluates', async () => {
      tellAndEvaluate([ECHO, 100, 0], [ZULU, 100, 100]);
      const version = board.version();
      await under.pass(STALE_AFTER_MS);
      expect([board.version(), board.get(ECHO)!.status, board.get(ZULU)!.status]).toEqual([version, 'UP', 'DOWN']);
      await under.pass(1);
      for (const path of [ECHO, ZULU]) {
        expect(board.get(path)).toMatchObject({ status: 'UNKNOWN', reason: 'stale-source' });
        expect(board.details(path)!.heartbeat).toBe(board.get(path));
      }
      expect(board.list().map((each) => each.status)).toEqual(['UNKNOWN', 'UNKNOWN']);
      expect(shown()).not.toMatch(/"UP"|"DOWN"/);
      expect(board.version()).toBeGreaterThan(version);
    });

    it('announces after each round what it found, with the numbers that decided', async () => {
      const rounds: RoundResult[] = [];
      board.onRound((result) => rounds.push(result));
      tellAndEvaluate([ECHO, 100, 0]);
      const first = board.get(ECHO)!;
      await under.pass(5_000);
      tellAndEvaluate([ECHO, 120, 20], [ZULU, 5, 0]);
      await under.pass(5_000);
      under.evaluate();
      const [echo, zulu] = [board.get(ECHO)!, board.get(ZULU)!];
      const uncertain = { successes: 0, failures: 0 };
      expect(rounds).toEqual([
        {
          atMs: first.sinceMs,
          firstVerdicts: [{ to: first, decidedBy: 'traffic', requests: 100, failures: 0, uncertain }],
          changes: [],
        },
        {
          atMs: first.sinceMs + 5_000,
          firstVerdicts: [{ to: zulu, decidedBy: 'traffic', requests: 5, failures: 0, uncertain }],
          changes: [{ from: first, to: echo, decidedBy: 'traffic', requests: 120, failures: 20, uncertain }],
        },
        { atMs: first.sinceMs + 10_000, firstVerdicts: [], changes: [] },
      ]);
    });

    it('tells its listeners in the order in which they came, until they stop', () => {
      const heard: string[] = [];
      const stop = board.onRound(() => heard.push('first'));
      board.onRound(() => heard.push('second'));
      under.evaluate();
      stop();
      under.evaluate();
      expect(heard).toEqual(['first', 'second', 'second']);
    });

    it.each<[string, (read: Board) => unknown]>([
      ['get', (read) => read.get(ECHO)?.status],
      ['list', (read) => read.list()[0]?.status],
      ['page', (read) => /"UNKNOWN"/.exec(read.page().body.toString())?.[0].slice(1, -1)],
      ['version', (read) => read.version() && read.get(ECHO)?.status],
      ['details', (read) => read.details(ECHO)?.heartbeat.status],
    ])('answers UNKNOWN at once while nobody evaluates, and announces it with the next round: %s', async (_, read) => {
      const heard: string[] = [];
      tellAndEvaluate([ECHO, 100, 0]);
      const up = board.get(ECHO)!;
      board.onRound(({ changes }) => {
        for (const { from, to, requests } of changes)
          heard.push(`${from.status}>${to.status} ${to.reason} ${requests}`);
        for (const { from } of changes) expect(from).toBe(up);
      });
      await under.pass(STALE_AFTER_MS + 1);
      const version = board.version();
      for (let reads = 0; reads < 3; reads++) expect(read(board)).toBe('UNKNOWN');
      expect([heard, board.version()]).toEqual([[], version]);
      under.evaluate();
      under.evaluate();
      expect(heard).toEqual(['UP>UNKNOWN stale-source 0']);
    });

    it('says in whole seconds when to ask again', async () => {
      tellAndEvaluate([ECHO, 100, 0]);
      expect(board.secondsToNextEvaluation()).toBe(5);
      await under.pass(3_500);
      expect(board.secondsToNextEvaluation()).toBe(1);
      await under.pass(60_000);
      expect(board.secondsToNextEvaluation()).toBe(0);
    });
  });
}
