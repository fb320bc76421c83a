import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { heartbeat } from '../support/heartbeat-command.js';
import { roverYaml } from '../support/rover-yaml.js';

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-validate-'));
const wrong = join(folder, 'wrong.yaml');
const endpoints = join(folder, 'endpoints.yaml');
writeFileSync(
  wrong,
  `${roverYaml('/a/v1')}      pulse:\n        headers: { X-Api-Key: hunter2 }\n        interval: 1s\n`,
);
writeFileSync(endpoints, '- { name: a, url: http://127.0.0.1:9/ }\n');

afterAll(() => rmSync(folder, { recursive: true }));

describe('heartbeat validate', () => {
  it('says what the files hold, and ends with 0', async () => {
    expect(await heartbeat(['validate', 'examples/rovers', endpoints])).toEqual({
      code: 0,
      out:
        'examples/rovers/echo.yaml is valid: 1 base path, 1 with Pulse\n' +
        'examples/rovers/orders.yaml is valid: 2 base paths, 2 with Pulse\n' +
        `${endpoints} is valid: 1 endpoint\n`,
      err: '',
    });
  });

  it('names every mistake with file and line, no secret, and ends with 2', async () => {
    const { code, out, err } = await heartbeat(['validate', wrong, endpoints]);
    expect([code, out]).toEqual([2, `${endpoints} is valid: 1 endpoint\n`]);
    expect(err.split('\n')).toEqual([
      expect.stringContaining(
        `${wrong}:8: spec.exposures[0].pulse.headers.X-Api-Key is text; allowed: { secretRef: name }`,
      ),
      `${wrong}:9: spec.exposures[0].pulse.interval is "1s"; allowed: a duration from 5s to 5m`,
      '',
    ]);
    expect(err).not.toContain('hunter2');
  });

  it('tells programs the codes', async () => {
    const { code, out } = await heartbeat(['validate', '--json', wrong]);
    const { files } = JSON.parse(out) as { files: { problems: { code: string; line: number }[] }[] };
    expect([code, files[0]!.problems.map((each) => `${each.code} ${each.line}`)]).toEqual([
      2,
      ['SECRET_LITERAL 8', 'RANGE 9'],
    ]);
  });
});
