import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { raccoonOnBoard } from './raccoon-board.js';
import { RecordingSink } from './recording-sink.js';
import { CountingExporter } from './servers/counting-exporter.js';
import type { Monitoring, startPrometheus } from './servers/prometheus.js';
import { describeWith, eventually } from './servers/real-process.js';

const WINDOW_MS = 30_000;
const CONSUMERS = 300;
const ECHO = '/eni/echo/v1';

/** What Raccoon must do where a counter has more series than it may read, each of them twice. */
export function describeRaccoonSumsOn(program: string, start: typeof startPrometheus): void {
  describeWith([program], `Raccoon on sums of ${program}`, () => {
    const sink = new RecordingSink();
    let exporter: CountingExporter;
    let monitoring: Monitoring;
    let board: ReturnType<typeof raccoonOnBoard>;

    const latest = () => sink.window(ECHO, WINDOW_MS);
    const serve = (requests: number, code = '200'): void => {
      for (let each = 0; each < requests; each++) exporter.count('eni-echo-v1', code, 1, `c-${each % CONSUMERS}`);
    };

    beforeAll(async () => {
      exporter = await CountingExporter.start();
      for (let each = 0; each < CONSUMERS; each++) exporter.count('eni-echo-v1', '200', 100 + each, `c-${each}`);
      const copies = ['a', 'b'].map((replica) => ({
        job: `kong-${replica}`,
        targets: [exporter.address],
        labels: { job: 'kong', replica },
      }));
      monitoring = await start(copies, '1s');
      // A sum shows what is not stored yet as standing still: VictoriaMetrics takes up to 4 s.
      const settings = { url: monitoring.url, maximumSeries: 200, lagMs: 5_000 };
      board = raccoonOnBoard(ECHO, { windowMs: WINDOW_MS, staleAfterMs: 30_000, settings }, sink);
    }, 30_000);

    afterAll(async () => {
      await board.end();
      await monitoring.process.remove();
      await exporter.stop();
    });

    it('reads sums, says so, and never counts lifetimes', async () => {
      await eventually('sums', 25_000, async () => board.log.lines.join().includes('too many series: sums are read'));
      const isUnwatched = (): boolean => sink.estimates.some((each) => each.missing === 'unwatched');
      await eventually('unwatched', 10_000, async () => {
        serve(1);
        return isUnwatched();
      });
      await eventually('all of the window is watched', 60_000, async () => !isUnwatched());
      expect(Math.max(...sink.samples.map((each) => each.requests))).toBeLessThan(200);
      await eventually('quiet', WINDOW_MS + 15_000, async () => latest()?.requests === 0);
    }, 150_000);

    it('counts each request once, however many copies and series there are', async () => {
      serve(600);
      await eventually('all of them', 25_000, async () => latest()?.requests === 600);
      expect([latest(), board.verdict()]).toEqual([{ requests: 600, failures: 0 }, 'UP success-ratio']);
    }, 30_000);

    it('counts the first failures of a new sum, and of new series in a sum', async () => {
      serve(100, '502');
      await eventually('a new sum', 25_000, async () => latest()?.failures === 100);
      serve(60, '502');
      await eventually('more of it', 25_000, async () => (latest()?.failures ?? 0) > 100);
      for (let each = 0; each < 40; each++) exporter.count('eni-echo-v1', '502', 1, `new-${each}`);
      await eventually('DOWN', 20_000, async () => board.verdict() === 'DOWN success-ratio');
      await eventually('the rest', 20_000, async () => totalFailures() === 200);
      await eventually('nothing more', WINDOW_MS + 20_000, async () => latest()?.failures === 0);
      expect(totalFailures()).toBe(200);
    }, 120_000);

    it('takes a restart for what it is', async () => {
      const before = totalRequests();
      exporter.reset();
      serve(330);
      await eventually('the restart', 25_000, async () => totalRequests() - before >= 300);
      await sleep(3_000);
      expect(totalRequests() - before).toBe(330);
      await eventually('UP', 10_000, async () => board.verdict() === 'UP success-ratio');
    }, 60_000);

    it('goes back to single series when they have been few for a window, and counts nothing twice', async () => {
      exporter.reset();
      const before = totalRequests();
      for (let each = 0; each < 30; each++) exporter.count('eni-echo-v1', '200', 1, `c-${each}`);
      await eventually('single series', 5 * WINDOW_MS, async () => {
        exporter.count('eni-echo-v1', '200', 1, 'c-0');
        await sleep(400);
        return board.log.lines.join().includes('series are read one by one again');
      });
      const served = exporter.total('eni-echo-v1');
      await eventually('all that was served', 15_000, async () => totalRequests() - before >= served);
      await sleep(3_000);
      expect(totalRequests() - before).toBe(served);
      await eventually('UP', 10_000, async () => board.verdict() === 'UP success-ratio');
    }, 240_000);

    const totalRequests = (): number => sink.samples.reduce((sum, { requests }) => sum + requests, 0);
    const totalFailures = (): number => sink.samples.reduce((sum, { failures }) => sum + failures, 0);
  });
}
