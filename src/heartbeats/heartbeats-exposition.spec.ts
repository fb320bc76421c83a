import { describe, expect, it, jest } from '@jest/globals';
import { FakeBoard } from '../../test/support/fake-board.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { BasePath } from '../catalogue/base-path.js';
import { HeartbeatsExposition } from './heartbeats-exposition.js';

const NAMES = Array.from({ length: 1_000 }, (_, index) => `/api/n${String(index).padStart(4, '0')}/v1`);
const ROUND = { changes: [], atMs: 0 } as never;

function expositionOf(board: FakeBoard, clock = new ManualClock()) {
  const sizes: number[] = [];
  const counted = jest.fn((basePath: BasePath) =>
    basePath.endsWith('gone') ? undefined : { successes: basePath.length, failures: 2 },
  );
  const exposition = new HeartbeatsExposition({ board, counted, clock, complete: (bytes) => sizes.push(bytes) });
  return { exposition, counted, sizes };
}

async function pageOf(exposition: HeartbeatsExposition): Promise<string> {
  let page = '';
  for await (const chunk of exposition.chunks()) page += chunk.toString('utf8');
  return page;
}

describe('the page of /metrics/heartbeats', () => {
  it('has each metric in one piece: the three statuses, then both outcomes of traffic', async () => {
    const { exposition, sizes } = expositionOf(FakeBoard.of({ '/a': 'DOWN', '/b/gone': 'UP' }));
    const page = await pageOf(exposition);
    expect(page).toBe(`# HELP heartbeat_status Whether a base path has this status: 1 or 0.
# TYPE heartbeat_status gauge
heartbeat_status{basepath="/a",status="UP"} 0
heartbeat_status{basepath="/a",status="DOWN"} 1
heartbeat_status{basepath="/a",status="UNKNOWN"} 0
heartbeat_status{basepath="/b/gone",status="UP"} 1
heartbeat_status{basepath="/b/gone",status="DOWN"} 0
heartbeat_status{basepath="/b/gone",status="UNKNOWN"} 0
# HELP heartbeat_requests_total Requests of traffic that certainly took place since this process began.
# TYPE heartbeat_requests_total counter
heartbeat_requests_total{basepath="/a",outcome="success"} 2
heartbeat_requests_total{basepath="/a",outcome="failure"} 2
`);
    expect(sizes).toEqual([page.length]);
  });

  it('escapes what would end a label value', async () => {
    const { exposition } = expositionOf(FakeBoard.of({ '/a"b\\c\nd': 'UP' }));
    expect(await pageOf(exposition)).toContain('{basepath="/a\\"b\\\\c\\nd",status="UP"} 1\n');
  });

  it('is empty but for its heads where nothing is known', async () => {
    expect(await pageOf(expositionOf(new FakeBoard()).exposition)).toMatch(/^(?:# .*\n){4}$/);
  });

  it('is made once a second, however many read it at once', async () => {
    const board = FakeBoard.of(Object.fromEntries(NAMES.map((each) => [each, 'UP'])));
    const clock = new ManualClock();
    const { exposition, counted } = expositionOf(board, clock);
    const pages = await Promise.all(Array.from({ length: 20 }, () => pageOf(exposition)));
    expect(new Set(pages).size).toBe(1);
    expect(counted).toHaveBeenCalledTimes(NAMES.length);
    await clock.advance(1_000);
    await pageOf(exposition);
    expect(counted).toHaveBeenCalledTimes(2 * NAMES.length);
  });

  it('gives the event loop a turn after each piece of some kilobytes', async () => {
    const board = FakeBoard.of(Object.fromEntries(NAMES.map((each) => [each, 'UP'])));
    const { exposition, counted } = expositionOf(board);
    let turns = 0;
    let done = false;
    const turn = (): void => {
      turns++;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    for await (const chunk of exposition.chunks()) expect(chunk.length).toBeLessThan(32_768);
    done = true;
    expect(turns).toBeGreaterThanOrEqual(14);
    expect(counted).toHaveBeenCalledTimes(NAMES.length);
  });

  it('shows a slow reader the heartbeats as they are when it comes to them, and none that has gone', async () => {
    const board = FakeBoard.of(Object.fromEntries(NAMES.map((each) => [each, 'UP'])));
    const { exposition } = expositionOf(board);
    const chunks = exposition.chunks();
    await chunks.next();
    board.set(NAMES[900]!, 'DOWN');
    board.remove(NAMES[901]!);
    let rest = '';
    for await (const chunk of chunks) rest += chunk.toString('utf8');
    expect(rest).toContain(`{basepath="${NAMES[900]}",status="DOWN"} 1`);
    expect(rest).not.toContain(NAMES[901]);
  });

  it('keeps nothing for longer than until the next round', async () => {
    const board = FakeBoard.of({ '/a': 'UP' });
    const clock = new ManualClock();
    const { exposition, counted } = expositionOf(board, clock);
    await pageOf(exposition);
    board.announce(ROUND);
    await pageOf(exposition);
    expect(counted).toHaveBeenCalledTimes(1);
    await clock.advance(1_000);
    const cleared = jest.spyOn(Map.prototype, 'delete');
    board.announce(ROUND);
    const removed = cleared.mock.calls.length;
    cleared.mockRestore();
    expect(removed).toBe(2);
  });
});
