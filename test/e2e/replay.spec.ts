import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { freePort } from '../support/servers/free-port.js';
import { eventually, RealProcess } from '../support/servers/real-process.js';

const APIS = ['--api', '/demo/works/v1', '--api', '/demo/fails/v1'];

it.each(['pages', 'answers'])(
  'npm run replay feeds recorded %s to Heartbeat, which sees what was recorded',
  async (recorded) => {
    const port = await freePort();
    const started = recorded === 'pages' ? ['--started', '2s'] : [];
    const args = [`test/replay/${recorded}`, ...APIS, ...started, '--serve', '--http', String(port)];
    const replay = new RealProcess(process.execPath, () => ['test/replay/replay.js', ...args]);
    try {
      await replay.start(async () => replay.output.includes('Heartbeat reads the recordings'), 45_000);
      const seen = [
        { basepath: '/demo/fails/v1', status: 'DOWN' },
        { basepath: '/demo/works/v1', status: 'UP' },
      ];
      await eventually('what was recorded', 30_000, async () => {
        const heartbeats = await fetch(`http://127.0.0.1:${port}/heartbeats`);
        return (await heartbeats.text()) === JSON.stringify(seen);
      });
      expect(replay.output).not.toMatch(/^(?:warning|error):/m);
      expect(await replay.stop('SIGINT')).toBe(0);
    } finally {
      await replay.remove();
    }
  },
  60_000,
);

it('npm run replay gives one recording after another, and prints settings that are taken', async () => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-replay-'));
  const replay = new RealProcess(process.execPath, () => [
    'test/replay/replay.js',
    'test/replay/pages',
    ...APIS,
    '--port',
    String(port),
  ]);
  try {
    await replay.start(async () => replay.output.includes('urls:'));
    const pages = [];
    for (let turn = 0; turn < 11; turn++) pages.push(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    expect(new Set(pages).size).toBe(10);
    expect(pages[10]).toBe(pages[9]);
    const file = join(folder, 'heartbeat.yaml');
    writeFileSync(file, replay.output);
    const checked = spawnSync(process.execPath, ['dist/cli/heartbeat.js', 'check-config', file], { encoding: 'utf8' });
    expect([checked.status, checked.stderr]).toEqual([0, '']);
  } finally {
    await replay.remove();
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it.each([
  [[], 'name a recording'],
  [['test/replay/pages'], 'say what to watch'],
  [['test/replay/pages', 'test/replay/answers', ...APIS], 'are not replayed together'],
  [['no-such-file', ...APIS], 'no-such-file'],
])('npm run replay %j says what is wrong', (args, told) => {
  const { status, stderr } = spawnSync(process.execPath, ['test/replay/replay.js', ...args], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining(told)]);
});
