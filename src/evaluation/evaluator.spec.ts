import { expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { basePath, boardOnManualClock } from '../../test/support/evidence-window.js';
import { RecordingLog } from '../../test/support/source-context.js';
import { EvaluationMetrics } from './evaluation.metrics.js';
import { Evaluator } from './evaluator.js';

const ECHO = basePath('/eni/echo/v1');

function evaluatorOnManualClock() {
  const { board, clock, window } = boardOnManualClock();
  const [log, registry] = [new RecordingLog(), new Registry()];
  const metrics = new EvaluationMetrics(registry);
  board.onRound(({ changes }) => metrics.changed(changes));
  const evaluator = new Evaluator({ board, window, clock, log, metrics, everyMs: 5_000 });
  const record = window.open({ name: 'edge', evidence: 'traffic' });
  const samples = (requests: number, failures: number): void =>
    record.record([{ basePath: ECHO, atMs: clock.now().wallMs, requests, failures }]);
  return { board, clock, log, registry, evaluator, samples };
}

it('logs a listener that throws once, until it has been well again', async () => {
  const { board, log, evaluator } = evaluatorOnManualClock();
  let failing = true;
  let heard = 0;
  board.onRound(() => {
    if (failing) throw new RangeError('full');
  });
  board.onRound(() => heard++);
  for (const fails of [true, true, false, true]) {
    failing = fails;
    await evaluator.round();
  }
  expect(heard).toBe(4);
  expect(log.lines.map((line) => line.replace(/ \{.*/, ''))).toEqual([
    'error a listener to status changes failed',
    'error a listener to status changes failed',
  ]);
});

it('counts status changes after the round, not in a read, and no first verdict', async () => {
  const { board, clock, evaluator, registry, samples } = evaluatorOnManualClock();
  const counted = async (): Promise<string[]> => {
    const metric = await registry.getSingleMetric('heartbeat_status_changes_total')!.get();
    return metric.values.map(({ value, labels }) => `${labels.status} ${value}`);
  };
  samples(100, 0);
  await evaluator.round();
  await clock.advance(90_001);
  expect(board.get(ECHO)!.status).toBe('UNKNOWN');
  expect(await counted()).toEqual([]);
  await evaluator.round();
  expect(await counted()).toEqual(['UNKNOWN 1']);
});
