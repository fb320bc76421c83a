import type { BasePath } from '../../src/catalogue/base-path.js';
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
  };
});

describeEvidenceSink('RecordingSink', () => {
  const sink = new RecordingSink();
  const clock = new ManualClock();
  return { sink, now: () => clock.now(), held: (basePath) => totalsOf(sink, basePath) };
});

function totalsOf({ samples, readings }: RecordingSink, basePath: BasePath): string | undefined {
  const parts = [...samples, ...(readings.at(-1)?.entries ?? [])].filter((each) => each.basePath === basePath);
  if (parts.length === 0) return undefined;
  const sum = (key: 'requests' | 'failures'): number => parts.reduce((total, each) => total + each[key], 0);
  return `${sum('requests')}/${sum('failures')}`;
}
