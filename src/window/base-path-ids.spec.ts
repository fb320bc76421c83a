import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import { BasePathIds } from './base-path-ids.js';

const A = basePath('/a');
const B = basePath('/b');
const C = basePath('/c');

describe('BasePathIds', () => {
  it('gives the right id for any guess', () => {
    const ids = new BasePathIds(10);
    const right = [A, B].map((each) => ids.intern(each));
    for (const guess of [undefined, -1, 0, 1, 2, 1_000])
      expect([A, B].map((each) => ids.intern(each, guess))).toEqual(right);
  });

  it('does not believe a guess once the id stands for another base path', () => {
    const ids = new BasePathIds(10);
    const id = ids.intern(A)!;
    ids.release(id);
    expect(ids.intern(C)).toBe(id);
    expect(ids.intern(A, id)).not.toBe(id);
    expect(ids.basePath(id)).toBe(C);
  });

  it('refuses more than the maximum, guessed or not', () => {
    const ids = new BasePathIds(1);
    ids.intern(A);
    expect([ids.intern(B), ids.intern(B, 0), ids.intern(A, 5)]).toEqual([undefined, undefined, 0]);
  });
});
