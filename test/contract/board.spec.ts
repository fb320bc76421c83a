import { boardOnManualClock, totalsTeller } from '../support/evidence-window.js';
import { describeBoard } from './board.contract.js';

describeBoard('LiveBoard', () => {
  const { board, clock, window, evaluate } = boardOnManualClock();
  const sink = window.open({ name: 'raccoon', evidence: 'traffic' });
  const tell = totalsTeller(sink, clock);
  return {
    board,
    evaluate,
    tell: (totals) => {
      for (const [basePath, requests, failures] of totals) tell(basePath, requests, failures);
    },
    pass: (durationMs) => clock.advance(durationMs),
  };
});
