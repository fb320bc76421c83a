import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { describeWith, findProgram } from '../support/servers/real-process.js';

describeWith(['node18'], 'Node 18', () => {
  it.each([
    ['dist/cli/heartbeat.js', 'get'],
    ['dist/cli/heartbeat.js', '--version'],
    ['dist/main.js', 'serve'],
    ['dist/cli/demo/start-demo.js', ''],
  ])('is refused by %s %s, in one sentence', (file, command) => {
    const ended = spawnSync(findProgram('node18')!, [file, command], { encoding: 'utf8' });
    expect([ended.status, ended.stdout]).toEqual([70, '']);
    expect(ended.stderr).toMatch(
      /^Heartbeat does not run on Node 18\.\d+\.\d+: install Node 24, or at least 20\.19 or 22\.12, .*\n$/,
    );
  });
});
