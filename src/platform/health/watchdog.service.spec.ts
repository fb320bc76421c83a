import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { ManualSchedule } from '../../../test/support/manual-schedule.js';
import { ScriptedHttp } from '../../../test/support/scripted-http.js';
import { RecordingLog } from '../../../test/support/source-context.js';
import { Watchdog } from './watchdog.service.js';
import { WatchdogSettings } from './watchdog.settings.js';

const URL = 'https://alerts.example.com/ping/s3cret';

describe('the watchdog', () => {
  let clock: ManualClock;
  let log: RecordingLog;
  let registry: Registry;
  let broken: boolean;
  let trouble: string | undefined;
  let http: ScriptedHttp;
  let schedule: ManualSchedule;

  const start = async (over: Partial<WatchdogSettings>): Promise<void> => {
    const settings = Object.assign(new WatchdogSettings(), over);
    const wellness = { notWellBecause: () => trouble };
    const watchdog = new Watchdog({ settings, wellness, schedule, log, http: { axiosRef: http.axios }, registry });
    watchdog.onApplicationBootstrap();
    await clock.advance(0);
  };
  const counts = async (): Promise<Record<string, number>> => {
    const { values } = await registry.getSingleMetric('heartbeat_watchdog_notices_total')!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels['result']), value]));
  };

  beforeEach(() => {
    clock = new ManualClock();
    schedule = new ManualSchedule(clock);
    log = new RecordingLog();
    registry = new Registry();
    broken = false;
    trouble = undefined;
    http = new ScriptedHttp(() => (broken ? { error: { code: 'ECONNREFUSED' } } : { status: 200 }));
  });

  afterEach(async () => {
    await schedule.end();
  });

  it('is told at once and then regularly, and no more after the end', async () => {
    await start({ url: URL, everyMs: 30_000 });
    await clock.advance(90_000);
    expect(http.requests.map(({ config }) => `${config.method} ${config.url}`)).toEqual(Array(4).fill(`GET ${URL}`));
    await schedule.end();
    await clock.advance(90_000);
    expect(http.requests).toHaveLength(4);
  });

  it('is told nothing while Heartbeat is not well, which the log says once', async () => {
    await start({ url: URL, everyMs: 10_000 });
    await clock.advance(10_000);
    trouble = 'the last evaluation was 40 s ago';
    await clock.advance(30_000);
    expect(http.requests).toHaveLength(2);
    trouble = undefined;
    await clock.advance(10_000);
    expect([http.requests.length, await counts()]).toEqual([3, { sent: 3, withheld: 3 }]);
    expect(log.lines).toEqual([
      'error the watchdog is told nothing, heartbeat is not well {"trouble":"the last evaluation was 40 s ago"}',
      'info the watchdog is told again {}',
    ]);
  });

  it('that cannot be reached is tried again, and its address is in no log line', async () => {
    broken = true;
    await start({ url: URL, everyMs: 10_000 });
    await clock.advance(20_000);
    broken = false;
    await clock.advance(10_000);
    expect(await counts()).toEqual({ failed: 3, sent: 1 });
    expect(log.lines).toEqual(['warn the watchdog cannot be reached {}', 'info the watchdog is told again {}']);
  });

  it('does nothing without an address', async () => {
    await start({});
    await clock.advance(600_000);
    expect([http.requests, await counts()]).toEqual([[], {}]);
  });
});
