import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { roverYaml } from '../support/rover-yaml.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const WITHIN_MS = 10_000;

describe('a running service with a Rover directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-rovers-'));
  const rovers = join(folder, 'rovers');
  let service: HeartbeatService;

  const basePaths = async (): Promise<string> => {
    const heartbeats = (await (await fetch(`${service.url}/heartbeats`)).json()) as { basepath: string }[];
    return heartbeats.map((each) => each.basepath).join(' ');
  };
  const metric = async (name: string): Promise<number> => {
    const page = await (await fetch(`${service.url}/metrics`)).text();
    return Number(
      page
        .split('\n')
        .find((line) => line.startsWith(`${name} `))!
        .split(' ')
        .at(-1),
    );
  };
  const logged = (message: string): Record<string, unknown>[] =>
    service.process.output
      .split('\n')
      .filter((line) => line.includes(`"${message}"`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const serves = (expected: string): Promise<unknown> =>
    eventually(`serves ${expected}`, WITHIN_MS, async () => (await basePaths()) === expected);

  beforeAll(async () => {
    mkdirSync(rovers);
    writeFileSync(join(folder, 'a.yaml'), roverYaml('/a/v1', '/b/v1'));
    renameSync(join(folder, 'a.yaml'), join(rovers, 'a.yaml'));
    service = await HeartbeatService.start({ apis: { basePaths: ['/settings/v1'], rovers } });
  }, 30_000);

  afterAll(async () => {
    await service.process.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves what the settings and the files declare', async () => {
    await serves('/a/v1 /b/v1 /settings/v1');
    expect(await metric('heartbeat_catalogue_base_paths')).toBe(3);
    expect(await metric('heartbeat_config_last_reload_successful')).toBe(1);
  }, 20_000);

  it("keeps a broken file's last good version, says why once, and shows it by metric", async () => {
    writeFileSync(join(rovers, 'a.yaml'), `${roverYaml('/c/v1')}  zone: twice\n`);
    await eventually(
      'is rejected',
      WITHIN_MS,
      async () => (await metric('heartbeat_rover_files{condition="Rejected"}')) === 1,
    );
    writeFileSync(join(rovers, 'b.yaml'), roverYaml('/b/v1', '/d/v1'));
    await serves('/a/v1 /b/v1 /d/v1 /settings/v1');
    expect(await metric('heartbeat_config_last_reload_successful')).toBe(0);
    expect(await metric('heartbeat_catalogue_left_out{why="duplicate"}')).toBe(1);
    expect(logged('rover file not taken over, its last good version stays in force')).toEqual([
      expect.objectContaining({
        level: 'warn',
        file: 'a.yaml',
        condition: 'Rejected',
        problems: [{ code: 'DUPLICATE', line: 7, message: 'the key "zone" stands twice' }],
      }),
    ]);
  }, 30_000);

  it('takes the file once it is right again', async () => {
    writeFileSync(join(rovers, 'a.yaml'), roverYaml('/a/v1', '/b/v1', '/c/v1'));
    await serves('/a/v1 /b/v1 /c/v1 /d/v1 /settings/v1');
    expect(await metric('heartbeat_config_last_reload_successful')).toBe(1);
  }, 20_000);

  it('withdraws what a deleted file declared, but nothing when the directory is gone', async () => {
    rmSync(join(rovers, 'b.yaml'));
    await serves('/a/v1 /b/v1 /c/v1 /settings/v1');
    expect(logged('rover file is gone, its base paths are withdrawn')).toEqual([
      expect.objectContaining({ file: 'b.yaml' }),
    ]);
    renameSync(rovers, join(folder, 'elsewhere'));
    await eventually('says so', WITHIN_MS, async () => (await metric('heartbeat_config_last_reload_successful')) === 0);
    expect(await basePaths()).toBe('/a/v1 /b/v1 /c/v1 /settings/v1');
    expect(logged('rover directory has a problem')).toEqual([
      expect.objectContaining({ problem: 'cannot be read: ENOENT' }),
    ]);
    renameSync(join(folder, 'elsewhere'), rovers);
    await eventually('is fine', WITHIN_MS, async () => logged('rover directory is fine again').length === 1);
  }, 40_000);
});

describe('a running service and a secret that a team wrote out', () => {
  const SECRET = 'hunter2-canary-4711';
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-secrets-'));
  const good = `${roverYaml('/a/v1')}      pulse: { path: /health }\n# end\n`;
  const bad = good.replace(
    'path: /health',
    `auth: { bearer: { token: ${SECRET} } }, headers: { X-Api-Key "${SECRET}" }`,
  );
  let service: HeartbeatService;

  beforeAll(async () => {
    writeFileSync(join(folder, 'team.yaml'), good);
    writeFileSync(join(folder, 'other.yaml'), `${roverYaml('/o/v1')}# end\n`);
    service = await HeartbeatService.start({ apis: { rovers: folder } });
  }, 30_000);

  afterAll(async () => {
    await service.process.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const text = async (path: string): Promise<string> => (await fetch(`${service.url}${path}`)).text();

  it('tells the mistakes, shows the secret nowhere, and keeps the last good version of that file alone', async () => {
    await eventually('serves both', WITHIN_MS, async () => /\/a\/v1.*\/o\/v1/.test(await text('/heartbeats')));
    writeFileSync(join(folder, 'team.yaml'), bad);
    writeFileSync(join(folder, 'other.yaml'), `${roverYaml('/o/v1', '/o/v2')}# end\n`);
    await eventually('serves the other', WITHIN_MS, async () => (await text('/heartbeats')).includes('/o/v2'));
    await eventually('says so', WITHIN_MS, () => Promise.resolve(/SECRET_LITERAL/.test(service.process.output)));
    const shown = [service.process.output];
    for (const path of ['/rovers', '/metrics', '/heartbeats', '/heartbeats/details', '/health/ready'])
      shown.push(await text(path));
    const validated = spawnSync(process.execPath, ['dist/cli/heartbeat.js', 'validate', folder], { encoding: 'utf8' });
    shown.push(validated.stdout + validated.stderr);
    expect(shown[1]).toContain('SECRET_LITERAL');
    expect(validated.stderr).toContain('spec.exposures[0].pulse.auth.bearer.token is not a reference to a secret');
    expect(shown.filter((each) => each.includes(SECRET))).toEqual([]);
    expect(await text('/heartbeats')).toMatch(/\/a\/v1/);
    expect(shown[1]).toContain('"Rejected"');
  }, 40_000);
});

describe('heartbeat', () => {
  it.each([
    ['check-config', ['check-config']],
    ['doctor', ['doctor', '--config']],
  ])('%s tells what is wrong with a Rover file, and where, by exit code 1', (_, command) => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-rovers-'));
    const file = join(folder, 'heartbeat.yaml');
    writeFileSync(file, 'apis: { rovers: ./rovers }\n');
    mkdirSync(join(folder, 'rovers'));
    writeFileSync(join(folder, 'rovers/orders.yaml'), roverYaml('/a/v1', '/a b'));
    const result = spawnSync(process.execPath, ['dist/cli/heartbeat.js', ...command, file], { encoding: 'utf8' });
    expect(result.status).toBe(1);
    expect(result.stdout + result.stderr).toContain(
      'orders.yaml:7: spec.exposures[1].basePath is "/a b"; allowed: a path such as',
    );
    rmSync(folder, { recursive: true });
  });
});
