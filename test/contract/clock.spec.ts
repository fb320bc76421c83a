import { SystemClock } from '../../src/platform/clock/system-clock.js';
import { ManualClock } from '../support/manual-clock.js';
import { describeClock } from './clock.contract.js';

describeClock('SystemClock', () => {
  const clock = new SystemClock();
  return { clock, pass: (durationMs) => clock.sleep(durationMs, new AbortController().signal) };
});

describeClock('ManualClock', () => {
  const clock = new ManualClock();
  return { clock, pass: (durationMs) => clock.advance(durationMs) };
});
