import { expect, it, jest } from '@jest/globals';
import { basePath, boardOnManualClock } from '../../test/support/evidence-window.js';
import { parseBasePathSelector } from '../catalogue/base-path-selector.js';
import { RuleBook } from './rule-book.js';

const ECHO = basePath('/eni/echo/v1');
const SLOW = basePath('/eni/slow/v1');
const OVERRIDES = [
  { selectors: [parseBasePathSelector('/eni/slow/*')!], rule: { thresholdScaled: 9_500, minimumRequests: 30 } },
];

function scene() {
  const { clock, window, board, evaluate } = boardOnManualClock({ overrides: OVERRIDES });
  const traffic = window.open({ name: 'edge', evidence: 'traffic' });
  const evaluated = (path: typeof ECHO, requests: number, failures: number): string => {
    traffic.record([{ basePath: path, atMs: clock.now().wallMs, requests, failures }]);
    evaluate();
    const { status, reason } = board.get(path)!;
    return `${status} ${reason}`;
  };
  return { clock, window, evaluated };
}

it('judges each base path by its own rule', () => {
  const { evaluated } = scene();
  expect([evaluated(ECHO, 20, 2), evaluated(SLOW, 20, 1)]).toEqual(['UP success-ratio', 'UNKNOWN too-few-requests']);
  expect([evaluated(SLOW, 20, 1), evaluated(SLOW, 0, 0), evaluated(SLOW, 1, 1)]).toEqual([
    'UP success-ratio',
    'UP success-ratio',
    'DOWN success-ratio',
  ]);
});

it('looks the rule up once for each base path, again when its id stands for another', async () => {
  const { clock, window, evaluated } = scene();
  const lookedUp = jest.spyOn(RuleBook.prototype, 'ruleOf');
  for (let round = 0; round < 5; round++) evaluated(ECHO, 20, 2);
  expect(lookedUp.mock.calls).toEqual([[ECHO]]);
  const id = window.find(ECHO);
  await clock.advance(600_000);
  evaluated(basePath('/eni/other/v1'), 20, 0);
  window.forget(clock.now());
  expect([evaluated(SLOW, 20, 0), window.find(SLOW)]).toEqual(['UNKNOWN too-few-requests', id]);
  expect(lookedUp.mock.calls.flat()).toEqual([ECHO, '/eni/other/v1', SLOW]);
});
