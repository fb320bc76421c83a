import { describe, expect, it, jest } from '@jest/globals';
import { FakeBoard } from '../../test/support/fake-board.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { BasePath } from '../catalogue/base-path.js';
import { DetailsReader } from './details-reader.js';

const NAMES = Array.from({ length: 1_200 }, (_, index) => `/api/n${String(index).padStart(4, '0')}/v1`);
const ALL = { basePaths: [], subtrees: [], statuses: [], reasons: [], limit: 1_000, offset: 0 } as const;

function readerOf(board: FakeBoard, clock = new ManualClock()): DetailsReader {
  return new DetailsReader(board, clock, () => undefined);
}

async function namesOn(reader: DetailsReader, query: Parameters<DetailsReader['page']>[0]): Promise<string[]> {
  const text = String(await (await reader.page(query)).inCoding('identity'));
  return (JSON.parse(text) as { basepath: string }[]).map(({ basepath }) => basepath);
}

describe('a page of details', () => {
  const board = FakeBoard.of(Object.fromEntries(NAMES.map((each, index) => [each, index % 3 === 0 ? 'DOWN' : 'UP'])));

  it('has those that are asked for, in order, and says how many there are', async () => {
    const reader = readerOf(board);
    expect(await namesOn(reader, { ...ALL, limit: 3, offset: 1_198 })).toEqual(NAMES.slice(1_198));
    expect(await namesOn(reader, { ...ALL, statuses: ['DOWN'], limit: 2 })).toEqual([NAMES[0], NAMES[3]]);
    expect(await namesOn(reader, { ...ALL, reasons: ['no-data'] })).toEqual([]);
    expect((await reader.page({ ...ALL, reasons: ['success-ratio'] })).counts).toEqual({ total: 1_200, count: 1_000 });
    expect(await namesOn(reader, { ...ALL, basePaths: [NAMES[7] as BasePath] })).toEqual([NAMES[7]]);
  });

  it('is made a few at a time, and the others get their turn in between', async () => {
    const reader = readerOf(board);
    const asked = jest.spyOn(board, 'details');
    const perTurn: number[] = [];
    let made = false;
    const turn = (): void => {
      perTurn.push(asked.mock.calls.length);
      if (!made) setImmediate(turn);
    };
    setImmediate(turn);
    await reader.page(ALL);
    made = true;
    asked.mockRestore();
    const atATurn = perTurn.slice(1).map((count, index) => count - perTurn[index]!);
    expect(Math.max(...atATurn)).toBeLessThanOrEqual(64);
    expect(perTurn.length).toBeGreaterThan(15);
  });

  it('is made once a second for all who ask for it, and anew as soon as a heartbeat is another', async () => {
    const own = FakeBoard.of({ '/a': 'UP', '/b': 'UP' });
    const clock = new ManualClock();
    const reader = readerOf(own, clock);
    const asked = jest.spyOn(own, 'details');
    const first = await reader.page(ALL);
    expect(await reader.page(ALL)).toBe(first);
    expect(asked).toHaveBeenCalledTimes(2);
    await clock.advance(1_000);
    expect((await reader.page(ALL)).tag).toBe(first.tag);
    expect(asked).toHaveBeenCalledTimes(4);
    own.set('/a', 'DOWN');
    expect((await reader.page(ALL)).tag).not.toBe(first.tag);
  });

  it('leaves out, and does not count, what has gone while it was made', async () => {
    const own = FakeBoard.of(Object.fromEntries(NAMES.map((each) => [each, 'UP'])));
    const page = readerOf(own).page(ALL);
    own.remove(NAMES[500]!);
    expect((await page).counts).toEqual({ total: 1_200, count: 999 });
  });
});

describe('the details of one base path', () => {
  it('are one object, or nothing where it is not known', async () => {
    const reader = readerOf(FakeBoard.of({ '/a': 'UP' }));
    expect(JSON.parse(String(await reader.single('/a' as BasePath)!.inCoding('identity')))).toMatchObject({
      basepath: '/a',
    });
    expect(reader.single('/b' as BasePath)).toBeUndefined();
  });
});
