import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../../test/support/evidence-window.js';
import { at, countedOf } from '../../../test/support/ledger-pages.js';
import type { CertainGain } from './gains.js';
import { Unattributed } from './unattributed.js';

const NOWHERE = 7;
const ECHO = basePath('/eni/echo/v1');
const ORDERS = basePath('/eni/orders/v1');

function gain(code: string, gained: number, over: Partial<CertainGain> = {}): CertainGain {
  return { group: NOWHERE, counted: countedOf(code), gained, fromMs: at(0), toMs: at(15), ...over };
}

function noted(...rounds: CertainGain[][]): { unattributed: Unattributed; counts: number[] } {
  const unattributed = new Unattributed({ windowMs: 300_000 }, (group) => group === NOWHERE);
  return { unattributed, counts: rounds.map((gains) => unattributed.note(gains)) };
}

describe('Unattributed', () => {
  it('counts failures of groups that stand for an unknown base path, and nothing else', () => {
    const gains = [gain('503', 5), gain('200', 9), gain('404', 9), gain('499', 9), gain('503', 9, { group: 1 })];
    expect(noted(gains, []).counts).toEqual([5, 0]);
  });

  it('takes each for a possible failure of every base path, in the time in which it happened', () => {
    const { unattributed } = noted(
      [gain('503', 5), gain('502', 2, { fromMs: at(3) })],
      [gain('503', 4, { toMs: at(30) })],
    );
    const times = { successes: 0, missing: 'ambiguous', fromMs: at(0) };
    expect([...unattributed.estimates(at(60), [ECHO, ORDERS])]).toEqual(
      [ECHO, ORDERS].flatMap((each) => [
        { basePath: each, ...times, toMs: at(15), failures: 7 },
        { basePath: each, ...times, toMs: at(30), failures: 4 },
      ]),
    );
  });

  it('forgets what has left the window', () => {
    const { unattributed } = noted([gain('503', 5)]);
    expect([...unattributed.estimates(at(315), [ECHO])]).toHaveLength(1);
    expect([...unattributed.estimates(at(316), [ECHO])]).toEqual([]);
  });
});
