import { describe, expect, it } from '@jest/globals';
import { GroupFlow } from './group-flow.js';
import { GroupHistory } from './group-history.js';
import { holeOf, rateOf, shutHole, type Hole } from './hole.js';

const [SUCCESS, FAILURE] = [0, 1];
const T0 = 1_800_000_000_000;

/** A hole at 60 s of an instance that served one request a second, a third of what all served. */
function hole(kind: Hole['kind'] = 'open'): Hole | undefined {
  const flow = new GroupFlow(300_000);
  const history = new GroupHistory(300_000, 10_000);
  flow.begin(T0);
  for (let page = 1; page <= 4; page++) {
    flow.beginPage();
    flow.add(0, SUCCESS, 12, true);
    flow.add(0, FAILURE, 3, true);
    flow.endPage(T0 + (page - 1) * 15_000, T0 + page * 15_000);
  }
  history.add(0, SUCCESS, 180, { fromMs: T0, toMs: T0 + 60_000 });
  return holeOf(flow, history, { kind, fromMs: T0 + 60_000, windowMs: 300_000, sinceMs: T0 });
}

describe('A hole', () => {
  it('remembers what the instance served, what all served, and how its two last pages ended', () => {
    const { groups, rate, part } = hole()!;
    const served = expect.closeTo(0.003, 6) as unknown as number;
    expect([rate, part]).toEqual([0.001, 1 / 3].map((each) => expect.closeTo(each, 6) as unknown as number));
    expect(groups).toEqual([{ group: 0, rate: 0.001, total: served, recent: served, requests: 30, failures: 6 }]);
  });

  it('tells what the instance served for one group', () => {
    const groups = [2, 3, 7].map((group) => ({ ...hole()!.groups[0]!, group, rate: group / 1_000 }));
    const of = (group: number): number => rateOf({ ...hole()!, groups }, group);
    expect([1, 2, 3, 5, 7, 8].map(of)).toEqual([0, 0.002, 0.003, 0, 0.007, 0]);
  });

  it('is none where the instance served nothing', () => {
    const flow = new GroupFlow(300_000);
    flow.begin(T0);
    const about = { kind: 'open', fromMs: T0 + 60_000, windowMs: 300_000, sinceMs: T0 } as const;
    expect(holeOf(flow, new GroupHistory(300_000, 10_000), about)).toBeUndefined();
  });

  it.each([
    ['end', 0.5],
    ['dip', 1],
    ['open', 1],
  ] as const)('of kind %s was served in %d of its time', (kind, factor) => {
    expect(hole(kind)!.factor).toBe(factor);
  });

  it.each([
    ['is the end of a process after two scrapes', 30_000, 'end', 0.5],
    ['stays a silence after three', 45_000, 'open', 1],
  ] as const)('%s', (_, lastedMs, kind, factor) => {
    const shut = hole()!;
    shutHole(shut, shut.fromMs + lastedMs, 15_000);
    expect([shut.kind, shut.factor, shut.toMs]).toEqual([kind, factor, shut.fromMs + lastedMs]);
  });
});
