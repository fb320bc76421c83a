import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { eventually } from '../support/servers/real-process.js';

it('shows UP, DOWN and UNKNOWN within a minute, and ends cleanly on Ctrl-C', async () => {
  const demo = spawn(process.execPath, ['dist/cli/demo/demo.js'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  demo.stdout.on('data', (chunk) => (output += String(chunk)));
  const url = await eventually('the address', 20_000, async () => /curl '(http:\S+)\/heartbeats'/.exec(output)?.[1]);
  await eventually('three statuses', 60_000, async () => {
    const response = await fetch(`${url}/heartbeats`);
    const heartbeats = response.ok ? ((await response.json()) as { status: string }[]) : [];
    return new Set(heartbeats.map((each) => each.status)).size === 3;
  });
  demo.kill('SIGINT');
  expect(await once(demo, 'exit')).toEqual([0, null]);
  expect(output).toContain('/demo/fails/v1: UNKNOWN → DOWN');
}, 90_000);
