import { expect, it } from '@jest/globals';
import type { ShownDetails } from './details-client.js';
import { whyLines } from './why-lines.js';

const DETAILS: ShownDetails = {
  basepath: '/a',
  status: 'DOWN',
  reason: 'success-ratio',
  since: '2026-11-27T01:00:00.000Z',
  successRatio: 0.6229,
  requests: 1204,
  failures: 454,
  clientErrors: 12,
  uncertain: { successes: 0, failures: 0 },
  lastMinute: { requests: 240, failures: 91 },
  evidence: [
    { source: 'raccoon', kind: 'traffic', requests: 1204, failures: 454, asOf: '2026-11-27T01:04:50.000Z' },
    { source: 'pulse', kind: 'synthetic', requests: 1, failures: 0, asOf: null, problem: 'timeout: \u001b[2Jtoo late' },
  ],
};

it('says the reason, the numbers, and what each source knows', () => {
  expect(whyLines(DETAILS)).toEqual([
    'success-ratio; since 2026-11-27T01:00:00.000Z',
    '1204 requests, 454 failed (62.29 % succeeded), 12 answered 4xx; last minute: 240 requests, 91 failed',
    'raccoon (traffic): 1204 requests, 454 failed; newest evidence 2026-11-27T01:04:50.000Z',
    'pulse (synthetic): 1 request, 0 failed; never any evidence; problem: timeout: \\u001b[2Jtoo late',
  ]);
});

it('says what a reason means, and what may have happened besides', () => {
  const uncertain = { successes: 7, failures: 2 };
  const details = {
    ...DETAILS,
    reason: 'partial-source',
    successRatio: null,
    clientErrors: 0,
    uncertain,
    evidence: [],
  };
  expect(whyLines(details)).toEqual([
    'partial-source: a source is incomplete, and what is missing could change the verdict; since 2026-11-27T01:00:00.000Z',
    '1204 requests, 454 failed; perhaps 7 more successes and 2 more failures; last minute: 240 requests, 91 failed',
  ]);
});

it('shows a reason that it does not know as it is', () => {
  expect(whyLines({ ...DETAILS, reason: 'maintenance' })[0]).toBe('maintenance; since 2026-11-27T01:00:00.000Z');
});
