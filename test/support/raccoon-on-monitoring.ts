import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { raccoonKind } from '../../src/sources/raccoon/raccoon.kind.js';
import { RaccoonSettings } from '../../src/sources/raccoon/raccoon.settings.js';
import { RecordingSink } from './recording-sink.js';
import { CountingExporter } from './servers/counting-exporter.js';
import { type Monitoring, type startPrometheus } from './servers/prometheus.js';
import { describeWith, eventually } from './servers/real-process.js';
import { sourceContext } from './source-context.js';

/** Long beside the seconds that VictoriaMetrics takes to show what it has scraped. */
const WINDOW_MS = 30_000;

/** What Raccoon must do on any monitoring system; `flavour` is how it names that system, or how that begins. */
export function describeRaccoonOn(program: string, flavour: string, start: typeof startPrometheus): void {
  describeWith([program], `Raccoon on ${program}`, () => {
    const context = sourceContext(['/eni/echo/v1', '/eni/idle/v1'], { windowMs: WINDOW_MS, staleAfterMs: 30_000 });
    const sink = new RecordingSink();
    const stop = new AbortController();
    let exporter: CountingExporter;
    let monitoring: Monitoring;
    let running: Promise<void>;

    const latest = (path: string) => sink.window(path, WINDOW_MS);

    beforeAll(async () => {
      exporter = await CountingExporter.start();
      exporter.count('eni-echo-v1', '200', 1_000);
      exporter.count('eni-idle-v1', '200', 7);
      exporter.count('nobody-knows', '200', 7);
      monitoring = await start([{ job: 'kong', targets: [exporter.address] }], '1s');
      const settings = Object.assign(new RaccoonSettings(), { name: 'raccoon', url: monitoring.url, dialect: 'kong' });
      running = raccoonKind
        .create(Object.assign(settings, { pollEveryMs: 1_000, lagMs: 1_000 }), context)
        .run(sink, stop.signal);
    }, 30_000);

    afterAll(async () => {
      stop.abort();
      await running;
      await monitoring.process.remove();
      await exporter.stop();
    });

    it('knows nothing of the time before the gateway was watched, and never counts lifetimes', async () => {
      await eventually('samples', 25_000, async () => sink.samples.length > 0);
      exporter.count('eni-echo-v1', '200', 30);
      await eventually('unwatched', 10_000, async () => sink.estimates.some((each) => each.missing === 'unwatched'));
      await eventually('all of the window is watched', 60_000, async () =>
        sink.estimates.every((each) => each.missing !== 'unwatched'),
      );
      expect(Math.max(...sink.samples.map((each) => each.requests))).toBeLessThan(100);
    }, 90_000);

    it('counts a series that is born in the window from zero, exactly', async () => {
      exporter.count('eni-echo-v1', '200', 300);
      exporter.count('eni-echo-v1', '502', 100);
      await eventually('the new series', 25_000, async () => (latest('/eni/echo/v1')?.failures ?? 0) > 0);
      await eventually('all of it', 10_000, async () => latest('/eni/echo/v1')?.requests === 400);
      expect(latest('/eni/echo/v1')).toEqual({ requests: 400, failures: 100 });
    }, 30_000);

    it('hands on an idle base path as idle, and says which name nobody declared', () => {
      expect(latest('/eni/idle/v1')).toMatchObject({ requests: 0, failures: 0 });
      expect(context.log.lines.join('\n')).toContain('nobody-knows');
      expect(context.log.lines.join('\n')).toContain(`"flavour":"${flavour}`);
    });

    it('forgets the failures once they have left the window', async () => {
      await eventually('no failures', WINDOW_MS + 20_000, async () => latest('/eni/echo/v1')?.failures === 0);
    }, 90_000);

    it('takes a counter reset for what it is', async () => {
      exporter.reset();
      exporter.count('eni-echo-v1', '200', 50);
      await eventually('the reset', 25_000, async () => (latest('/eni/echo/v1')?.requests ?? 0) > 0);
      expect(latest('/eni/echo/v1')!.failures).toBe(0);
      expect(latest('/eni/echo/v1')!.requests).toBeGreaterThanOrEqual(40);
      expect(latest('/eni/echo/v1')!.requests).toBeLessThanOrEqual(120);
    }, 30_000);

    it('hands on nothing more once the gateway can no longer be scraped', async () => {
      exporter.broken = true;
      const quiet = ['no-series', 'data-frozen', 'instances-unobserved'];
      await eventually('silence', 60_000, async () => quiet.includes(sink.faults.at(-1)?.code ?? ''));
      await eventually('no more samples', 10_000, async () => {
        const samples = sink.samples.length;
        await sleep(3_000);
        return sink.samples.length === samples;
      });
    }, 90_000);
  });
}
