import { describe, expect, it } from '@jest/globals';
import { Gains } from './gains.js';
import { GroupHistory } from './group-history.js';

const [SUCCESS, FAILURE, EXCLUDED] = [0, 1, 3];
const T0 = 1_800_000_000_000;
const gain = (gained: number, counted = SUCCESS, spanMs = 15_000) => ({
  group: 2,
  counted,
  gained,
  fromMs: T0,
  toMs: T0 + spanMs,
});

function gains(): Gains {
  return new Gains(new GroupHistory(300_000, 10_000), { scrapeMs: 15_000, bucketMs: 10_000 });
}

describe('Gains', () => {
  it('hands on what is certain once', () => {
    const all = gains();
    all.certain(gain(5));
    expect(all.take()).toEqual([gain(5)]);
    expect(all.take()).toEqual([]);
  });

  it.each([0, -3])('leaves out a gain of %i', (gained) => {
    const all = gains();
    all.certain(gain(gained));
    all.doubtful(gain(gained));
    expect([all.take(), [...all.estimates(T0)]]).toEqual([[], []]);
  });

  it('puts what took longer than two scrapes at the beginning, and doubts it once the window begins later', () => {
    const all = gains();
    all.certain(gain(40, FAILURE, 120_000));
    expect(all.take()).toEqual([{ ...gain(40, FAILURE), toMs: T0 }]);
    expect([...all.estimates(T0)]).toEqual([
      {
        group: 2,
        fromMs: T0 + 120_000,
        toMs: T0 + 120_000,
        successes: 0,
        failures: 40,
        missing: 'ambiguous',
        afterMs: T0,
      },
    ]);
  });

  it('doubts it from when its bucket begins to leave the window', () => {
    const all = gains();
    all.certain({ ...gain(40, SUCCESS, 120_000), fromMs: T0 + 9_000 });
    expect([...all.estimates(T0)]).toMatchObject([{ afterMs: T0 }]);
  });

  it('is sure of what took two scrapes', () => {
    const all = gains();
    all.certain(gain(40, FAILURE, 30_000));
    expect([...all.estimates(T0)]).toEqual([]);
  });

  it.each([
    ['successes', SUCCESS, [7, 0]],
    ['failures', FAILURE, [0, 7]],
  ])('doubts %s until they have left the window', (_, counted, [successes, failures]) => {
    const all = gains();
    all.doubtful(gain(7, counted));
    expect([...all.estimates(T0 + 15_000)]).toMatchObject([{ successes, failures, missing: 'ambiguous' }]);
    expect([...all.estimates(T0 + 15_001)]).toEqual([]);
  });

  it('has no doubts about requests that take no part', () => {
    const all = gains();
    all.doubtful(gain(7, EXCLUDED));
    expect([...all.estimates(T0)]).toEqual([]);
  });
});
