import type { BasePath } from '../../src/catalogue/base-path.js';
import { noTotals } from '../../src/window/kind-totals.js';
import { boardOnManualClock } from '../support/evidence-window.js';
import { ManualClock } from '../support/manual-clock.js';
import { RecordingSink } from '../support/recording-sink.js';
import { describeEvidenceSink } from './evidence-sink.contract.js';

describeEvidenceSink('The window', () => {
  const { window, clock } = boardOnManualClock();
  const sink = window.open({ name: 'edge', evidence: 'traffic' });
  const [feed] = window.feeds();
  return {
    sink,
    now: () => clock.now(),
    held: (basePath) => {
      const id = window.find(basePath);
      return id === undefined || !feed!.matched(id) ? undefined : `${feed!.requests(id)}/${feed!.failures(id)}`;
    },
    uncertain: (basePath) => {
      const totals = noTotals();
      window.advance(clock.now());
      feed!.addMore(window.find(basePath) ?? -1, totals);
      return `${totals.maybeSuccesses}/${totals.maybeFailures}`;
    },
  };
});

describeEvidenceSink('RecordingSink', () => {
  const sink = new RecordingSink();
  const clock = new ManualClock();
  return {
    sink,
    now: () => clock.now(),
    held: (basePath) => totalsOf(sink, basePath),
    uncertain: (basePath) => guessOf(sink, basePath),
  };
});

function totalsOf({ samples }: RecordingSink, basePath: BasePath): string | undefined {
  const parts = samples.filter((each) => each.basePath === basePath);
  if (parts.length === 0) return undefined;
  const sum = (key: 'requests' | 'failures'): number => parts.reduce((total, each) => total + each[key], 0);
  return `${sum('requests')}/${sum('failures')}`;
}

/** A source hands on what it likes; what is no count does not count. */
function guessOf({ estimates }: RecordingSink, basePath: BasePath): string {
  const sound = estimates.filter((each) => isCount(each.successes) && isCount(each.failures));
  const own = sound.filter((each) => each.basePath === basePath);
  const sum = (key: 'successes' | 'failures'): number => own.reduce((total, each) => total + each[key], 0);
  return `${sum('successes')}/${sum('failures')}`;
}

function isCount(value: number): boolean {
  return value >= 0 && value < Infinity;
}
