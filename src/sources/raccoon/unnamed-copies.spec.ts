import { describe, expect, it } from '@jest/globals';
import { problems, raccoonScene, START, totals } from '../../../test/support/raccoon-scene.js';
import { growing, storedGateway } from '../../../test/support/stored-gateway.js';

const PHASES = { a: 10, b: 3 };
type Copy = keyof typeof PHASES;

/** A gateway of 3 requests a second as one of two servers has it, whose label is not among `replicaLabels`. */
const copyOf = (copy: Copy) =>
  storedGateway({
    counts: { 'eni-echo-v1 200': growing(2, START), 'eni-echo-v1 503': growing(1, START) },
    labels: { prometheus: copy },
    phaseSeconds: PHASES[copy],
  });

const scene = () => raccoonScene({ prepare: ({ store }) => void (store.series = [...copyOf('a'), ...copyOf('b')]) });

describe('copies whose label is not named', () => {
  it('are one instance, by what they count', async () => {
    const { clock, sink, end } = await scene();
    const before = totals(sink).requests;
    await clock.advance(60_000);
    expect(totals(sink).requests - before).toBe(3 * 60);
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it.each<[Copy, Copy]>([
    ['a', 'b'],
    ['b', 'a'],
  ])('go on as one when the server that has %s is lost with all that it had', async (lost, left) => {
    const { clock, monitoring, sink, end } = await scene();
    await clock.advance(60_000);
    const before = totals(sink).requests;
    monitoring.store.series = copyOf(left);
    for (let turn = 0; turn < 12; turn++) await clock.advance(15_000);
    expect({ lost, problems: problems(sink) }).toEqual({ lost, problems: [] });
    const counted = totals(sink).requests - before;
    expect(counted).toBeGreaterThanOrEqual(3 * (180 - 15));
    expect(counted).toBeLessThanOrEqual(3 * (180 + 15));
    await end();
  });
});
