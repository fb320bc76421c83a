import { expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { ECHO, PlayedMonitoring, START, WINDOW_MS } from '../../../test/support/raccoon-scene.js';
import { sourceContext } from '../../../test/support/source-context.js';
import { growing, storedGateway, type StoredGateway } from '../../../test/support/stored-gateway.js';
import type { StoredSeries } from '../../../test/support/sample-store.js';
import { diagnoseRaccoon } from './diagnose.js';
import { RaccoonSettings } from './raccoon.settings.js';

const SERVING: StoredGateway = { counts: { 'eni-echo-v1 200': growing(2, START) } };

async function findings(series: readonly StoredSeries[]): Promise<string> {
  const clock = new ManualClock(START * 1_000);
  const monitoring = new PlayedMonitoring(clock);
  monitoring.store.series = series;
  const context = sourceContext([ECHO], { clock, http: monitoring.http.axios, windowMs: WINDOW_MS });
  const settings = Object.assign(new RaccoonSettings(), { name: 'raccoon', url: 'http://p', dialect: 'kong' });
  const found = await diagnoseRaccoon(settings, context);
  return found.map(({ level, text, remedy = '' }) => `${level} | ${text} | ${remedy}`).join('\n');
}

it('A10: the doctor says what cannot be known where instances have no up', async () => {
  expect(await findings(storedGateway({ ...SERVING, pushes: true }))).toMatch(
    /warning \| 1 gateway instances have no up/,
  );
  expect(await findings(storedGateway(SERVING))).not.toContain('have no up');
});

it('A16: the doctor names the memory that is full where a gateway could not count', async () => {
  const lost: StoredSeries = {
    labels: { __name__: 'kong_nginx_metric_errors_total', instance: 'gw-1:8100', job: 'kong' },
    at: () => '7',
  };
  expect(await findings([...storedGateway(SERVING), lost])).toMatch(
    /problem \| .*could not count 7 times.*prometheus_metrics/,
  );
});
