import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { ManualClock } from '../../test/support/manual-clock.js';
import { ManualSchedule } from '../../test/support/manual-schedule.js';
import { RecordingLog } from '../../test/support/source-context.js';
import { pulseKind } from '../sources/pulse/pulse.kind.js';
import { LiveSettings } from './live-settings.js';
import { loadSettings } from './load-settings.js';
import { SettingsWatch } from './settings-watch.service.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function begin(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-settings-'));
  folders.push(folder);
  const file = join(folder, 'heartbeat.yaml');
  writeFileSync(file, text);
  const loaded = loadSettings(file, {});
  const [clock, log, metrics] = [new ManualClock(), new RecordingLog(), new Registry()];
  const live = new LiveSettings(loaded.settings, { ...loaded, environment: {} });
  const watch = new SettingsWatch(live, new ManualSchedule(clock), log, metrics);
  watch.onApplicationBootstrap();
  const inForce = async (): Promise<string> =>
    (await metrics.getSingleMetricAsString('heartbeat_config_last_reload_successful')).trim().at(-1)!;
  return { file, clock, log, live, inForce };
}

const probing = (live: LiveSettings): boolean => live.of(pulseKind.live!).enabled;

describe('SettingsWatch', () => {
  it('switches probing off and on within two seconds of a change of the file', async () => {
    const { file, clock, log, live } = begin('pulse: { enabled: true }\n');
    writeFileSync(file, 'pulse: { enabled: false }\n');
    await clock.advance(2_000);
    expect(probing(live)).toBe(false);
    writeFileSync(file, '# all by default\n');
    await clock.advance(2_000);
    expect(probing(live)).toBe(true);
    expect(log.lines.map((line) => line.split(' {')[0])).toEqual(
      Array(2).fill('warn settings file changed, these keys are in force now'),
    );
  });

  it('waits until the file stays the same, so that half a file switches nothing', async () => {
    const { file, clock, live } = begin('http: { port: 8080 }\npulse: { enabled: false }\n');
    for (let writes = 0; writes < 10; writes++) {
      writeFileSync(file, `http: { port: 8080 }\n${'# more\n'.repeat(writes)}`);
      await clock.advance(900);
      expect(probing(live)).toBe(false);
    }
    writeFileSync(file, 'http: { port: 8080 }\npulse: { enabled: false }\n');
    await clock.advance(60_000);
    expect(probing(live)).toBe(false);
  });

  it.each([
    ['says nothing sensible', 'pulse: { enabled: perhaps }\n', 'pulse.enabled (line 1)'],
    ['is not YAML', 'pulse: [\n', 'SYNTAX'],
    ['is gone', undefined, 'cannot be read (ENOENT)'],
  ])('keeps what is in force when the file %s, says so once, and shows it by metric', async (_, text, told) => {
    const { file, clock, log, live, inForce } = begin('pulse: { enabled: false }\n');
    expect(await inForce()).toBe('1');
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    await clock.advance(60_000);
    expect([probing(live), await inForce()]).toEqual([false, '0']);
    expect(log.lines).toEqual([expect.stringContaining(told)]);
    writeFileSync(file, 'pulse: { enabled: true }\n');
    await clock.advance(2_000);
    expect([probing(live), await inForce()]).toEqual([true, '1']);
  });

  it('names other keys that changed, once, and leaves them as they are', async () => {
    const { file, clock, log, live } = begin('http: { port: 8080 }\napis: { basePaths: [/a] }\n');
    writeFileSync(file, 'http: { port: 9090 }\napis: { basePaths: [/b] }\nsources: []\npulse: { enabled: false }\n');
    await clock.advance(2_000);
    writeFileSync(file, 'http: { port: 9090 }\napis: { basePaths: [/b] }\nsources: []\n');
    await clock.advance(2_000);
    expect(probing(live)).toBe(true);
    const told = log.lines.filter((line) => line.includes('need a restart'));
    expect(told).toEqual([expect.stringContaining('"keys":["http.port","apis.basePaths","sources"]')]);
  });
});
