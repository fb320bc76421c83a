import { describe, expect, it } from '@jest/globals';
import { problems, raccoonScene, START, totals } from '../../../test/support/raccoon-scene.js';
import type { ScriptedRequest } from '../../../test/support/scripted-http.js';
import { growing, storedGateway } from '../../../test/support/stored-gateway.js';
import { deduplicated, type Matrix } from '../../../test/support/thanos-deduplication.js';

const LABEL = 'prometheus_replica';
/** Each fifth second one more, from the first one on. */
const failedSince = (born: number) => (seconds: number) =>
  seconds < START + born ? undefined : Math.floor((seconds - START - born) / 5) + 1;
const APART = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

/** A gateway of 3 requests a second, scraped by two servers that are `apart` seconds apart; later, some requests fail. */
const copies = (apart: number, failed: (seconds: number) => number | undefined) =>
  [1, 1 + apart].flatMap((phaseSeconds, index) =>
    storedGateway({
      counts: {
        'eni-echo-v1 200': growing(2, START, 5_000),
        'eni-idle-v1 200': growing(1, START, 900),
        'eni-echo-v1 503': failed,
        'eni-echo-v1 504': failed,
        'eni-idle-v1 503': failed,
      },
      labels: { [LABEL]: 'ab'[index]! },
      phaseSeconds,
    }),
  );

/** Twelve polls of Raccoon beside a server that chooses as Thanos does. */
async function story(apart: number, born: number) {
  const failed = failedSince(born);
  const { clock, sink, end } = await raccoonScene({
    prepare: (each) => {
      each.store.series = copies(apart, failed);
      const choose = (request: ScriptedRequest) => ({ body: deduplicated(each.truth(request).body as Matrix, LABEL) });
      each.over = { samples: choose, 'vital signs': choose };
    },
  });
  const before = totals(sink);
  for (let turn = 0; turn < 12; turn++) await clock.advance(15_000);
  const { requests, failures, doubtful } = totals(sink);
  await end();
  return { problems: problems(sink), doubtful, failures, successes: requests - failures - before.requests, failed };
}

describe('a server that chooses between replicas, series by series', () => {
  it.each(APART)('loses and adds nothing when series are born, the replicas %i s apart', async (apart) => {
    for (let born = 16; born < 31; born += 2) {
      const told = await story(apart, born);
      expect({ born, problems: told.problems, doubtful: told.doubtful }).toEqual({ born, problems: [], doubtful: 0 });
      // The last poll was of 165 s after the start, when the newest sample was at most a scrape old.
      expect(told.failures).toBeGreaterThanOrEqual(2 * told.failed(START + 150)!);
      expect(told.failures).toBeLessThanOrEqual(2 * told.failed(START + 165)!);
      expect(told.successes).toBeGreaterThanOrEqual(2 * (180 - 15));
      expect(told.successes).toBeLessThanOrEqual(2 * (180 + 15));
    }
  });
});
