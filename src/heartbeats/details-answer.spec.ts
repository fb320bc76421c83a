import { describe, expect, it } from '@jest/globals';
import { FakeBoard } from '../../test/support/fake-board.js';
import type { BasePath } from '../catalogue/base-path.js';
import { detailsJson } from './details-answer.js';

const BARE = FakeBoard.of({ '/eni/echo/v1': 'UP' }).details('/eni/echo/v1' as BasePath)!;
const ONE_SECOND = '1970-01-01T00:00:01.000Z';
const NONE = { successes: 0, failures: 0 };
const SOME = { successes: 7, failures: 2 };

describe('the details of a heartbeat', () => {
  it('have the published names, times in UTC, and null where there is nothing to say', () => {
    const evidence = [
      { source: 'raccoon', kind: 'traffic', requests: 8, failures: 1, uncertain: SOME, asOfMs: 1_000 },
      { source: 'pulse', kind: 'synthetic', requests: 0, failures: 0, uncertain: NONE, problem: 'timeout: too late' },
    ] as const;
    expect(JSON.parse(detailsJson({ ...BARE, clientErrors: 4, uncertain: SOME, evidence }))).toEqual({
      basepath: '/eni/echo/v1',
      status: 'UP',
      reason: 'success-ratio',
      since: '1970-01-01T00:00:00.000Z',
      successRatio: null,
      requests: 0,
      failures: 0,
      clientErrors: 4,
      uncertain: { successes: 7, failures: 2 },
      window: { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:05:00.000Z' },
      lastMinute: { requests: 0, failures: 0 },
      evidence: [
        { source: 'raccoon', kind: 'traffic', requests: 8, failures: 1, uncertain: SOME, asOf: ONE_SECOND },
        {
          source: 'pulse',
          kind: 'synthetic',
          requests: 0,
          failures: 0,
          uncertain: NONE,
          asOf: null,
          problem: 'timeout: too late',
        },
      ],
    });
  });

  it.each([-9e18, 8.64e15 + 1, Infinity, NaN])('are written for any time a gateway gives its samples: %d', (asOfMs) => {
    const evidence = [{ source: 'edge', kind: 'traffic', requests: 8, failures: 1, uncertain: NONE, asOfMs }] as const;
    expect(JSON.parse(detailsJson({ ...BARE, evidence })).evidence[0]).toHaveProperty('asOf');
  });

  it.each([
    [10, 1, 0.9],
    [3, 1, 0.6666],
    [100_000, 1, 0.9999],
    [10_000, 1_001, 0.8999],
    [100_000, 10_001, 0.8999],
    [7, 0, 1],
    [7, 7, 0],
    [900_719_925_474, 1, 0.9999],
  ])('never round a ratio up: %i requests, %i failures', (requests, failures, ratio) => {
    expect(JSON.parse(detailsJson({ ...BARE, requests, failures })).successRatio).toBe(ratio);
  });
});
