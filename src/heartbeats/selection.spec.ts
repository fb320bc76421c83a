import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contains, type BasePath } from '../catalogue/base-path.js';
import { STATUSES, type Status } from '../evaluation/heartbeat.js';
import { FakeBoard } from '../../test/support/fake-board.js';
import { select, type Selection } from './selection.js';

const BOARD = FakeBoard.of({
  '/a': 'UP',
  '/a-b/c': 'UP',
  '/a.b': 'DOWN',
  '/a/b': 'UP',
  '/a/b-c': 'UNKNOWN',
  '/a/b/c': 'DOWN',
  '/a/b/d/e': 'UP',
  '/a/b0': 'UP',
  '/b': 'DOWN',
});

function chosen(selection: { basePaths?: string[]; subtrees?: string[]; statuses?: Status[] }): string[] {
  const whole = { basePaths: [], subtrees: [], statuses: [], ...selection } as unknown as Selection;
  return select(BOARD.list(), whole).map((each) => each.basePath);
}

describe('a selection', () => {
  it.each([
    ['of nothing in particular is all', {}, BOARD.list().map((each) => each.basePath)],
    ['of everything below / is all', { subtrees: [''] }, BOARD.list().map((each) => each.basePath)],
    ['of one base path is that', { basePaths: ['/a/b'] }, ['/a/b']],
    ['of an unknown one is empty', { basePaths: ['/a/x'] }, []],
    [
      'of a subtree has the base path and what is below, no namesakes',
      { subtrees: ['/a/b'] },
      ['/a/b', '/a/b/c', '/a/b/d/e'],
    ],
    ['of a subtree without a base path of its own has what is below', { subtrees: ['/a/b/d'] }, ['/a/b/d/e']],
    [
      'has each heartbeat once, in order',
      { basePaths: ['/b', '/a/b', '/b'], subtrees: ['/a/b', '/a/b/d'] },
      ['/a/b', '/a/b/c', '/a/b/d/e', '/b'],
    ],
    ['by status alone', { statuses: ['DOWN'] }, ['/a.b', '/a/b/c', '/b']],
    ['by subtree and statuses', { subtrees: ['/a/b'], statuses: ['UP', 'UNKNOWN'] }, ['/a/b', '/a/b/d/e']],
  ] as const)('%s', (_, selection, expected) => {
    expect(chosen(selection as never)).toEqual(expected);
  });

  it('is what looking at every heartbeat would find', () => {
    const segment = fc.constantFrom('a', 'b', 'a-b', 'a.b', 'a0', 'A', '~');
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((each) => `/${each.join('/')}` as BasePath);
    const board = fc.dictionary(path, fc.constantFrom(...STATUSES), { maxKeys: 30 }).map((each) => FakeBoard.of(each));
    const selection = fc.record({
      basePaths: fc.array(path, { maxLength: 4 }),
      subtrees: fc.array(path, { minLength: 1, maxLength: 4 }),
      statuses: fc.subarray([...STATUSES]),
    });
    fc.assert(
      fc.property(board, selection, (board, selection) => {
        const found = board.list().filter(({ basePath, status }) => {
          const wanted =
            selection.basePaths.includes(basePath) || selection.subtrees.some((each) => contains(each, basePath));
          return wanted && (selection.statuses.length === 0 || selection.statuses.includes(status));
        });
        expect(select(board.list(), selection)).toEqual(found);
      }),
      { numRuns: 500 },
    );
  });
});
