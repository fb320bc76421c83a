import { boardOnManualClock } from '../support/evidence-window.js';
import { describeBoard } from './board.contract.js';

describeBoard('LiveBoard', () => {
  const { board, clock, window, evaluate } = boardOnManualClock();
  const sink = window.open({ name: 'raccoon', evidence: 'traffic' });
  return {
    board,
    evaluate,
    tell: (totals) =>
      sink.replace({
        asOf: clock.now(),
        entries: totals.map(([basePath, requests, failures]) => ({
          basePath,
          requests,
          failures,
          lastMinuteRequests: 0,
          lastMinuteFailures: 0,
          spoiled: false,
        })),
      }),
    pass: (durationMs) => clock.advance(durationMs),
  };
});
