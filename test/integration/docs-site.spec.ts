import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { describeWith, findProgram } from '../support/servers/real-process.js';

describeWith(['mkdocs'], 'the site of the documentation', () => {
  it('is built, and warns of nothing but links to files beside docs/', () => {
    const site = mkdtempSync(join(tmpdir(), 'heartbeat-site-'));
    const { stderr, status } = spawnSync(findProgram('mkdocs')!, ['build', '--site-dir', site], { encoding: 'utf8' });
    const warnings = stderr.split('\n').filter((line) => line.includes('WARNING') && !line.includes("link to '../"));
    expect([status, warnings]).toEqual([0, []]);
    expect(readFileSync(join(site, 'verdict.html'), 'utf8')).toContain('prober-suspect');
    expect(existsSync(join(site, 'adr'))).toBe(true);
    rmSync(site, { recursive: true });
  }, 60_000);
});
