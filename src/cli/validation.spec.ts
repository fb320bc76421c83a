import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { roverYaml } from '../../test/support/rover-yaml.js';
import { declaredTwice, validatePath } from './validation.js';

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-validate-'));

afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const fileOf = (text: string): string => {
  const path = join(folder, `${++files}.yaml`);
  writeFileSync(path, text);
  return path;
};

describe('a file that is validated', () => {
  it('is a Rover file with what it declares', async () => {
    const path = fileOf(`${roverYaml('/a/v1', '/b/v1')}      pulse: {}\n`);
    expect(await validatePath(path, {})).toEqual([
      {
        file: path,
        kind: 'rover',
        basePaths: ['/a/v1', '/b/v1'],
        withPulse: 1,
        endpoints: 0,
        problems: [],
        warnings: [],
      },
    ]);
  });

  it('is an endpoints file if a list stands at its top', async () => {
    const path = fileOf('- { name: a, url: https://a.example.com/ }\n- { name: b, url: https://b.example.com/ }\n');
    expect(await validatePath(path, {})).toMatchObject([{ kind: 'endpoints', endpoints: 2, problems: [] }]);
  });

  it.each<[string, string, object]>([
    [
      'a mistake in a block',
      `${roverYaml('/a/v1')}      pulse:\n        interval: 1s\n`,
      { code: 'RANGE', line: 8, path: 'spec.exposures[0].pulse.interval' },
    ],
    ['a mistake in an endpoint', '- name: a\n  url: ftp://a\n', { line: 2 }],
    ['no endpoint', '[]', { line: 1 }],
    ['no YAML', 'a: [', { code: 'SYNTAX', line: 1 }],
    ['nothing', '', { code: 'EMPTY' }],
    ['no Rover', 'kind: ConfigMap\n', { code: 'NO_ROVER' }],
    ['a settings file', 'http: { port: 8080 }\n', { code: 'NO_ROVER' }],
    ['too much', 'x'.repeat(10 * 1024 * 1024), { code: 'SIZE' }],
  ])('is wrong: %s', async (_, text, problem) => {
    expect(await validatePath(fileOf(text), {})).toMatchObject([{ basePaths: [], problems: [problem] }]);
  });

  it('may declare nothing, with Rovers that only subscribe', async () => {
    const path = fileOf(roverYaml().replace(/ {2}exposures:$/m, '  subscriptions: []'));
    expect(await validatePath(path, {})).toMatchObject([{ kind: 'rover', basePaths: [], problems: [] }]);
  });

  it('is warned of if it may be half written', async () => {
    const [found] = await validatePath(fileOf(roverYaml('/a/v1').trimEnd()), {});
    expect(found).toMatchObject({ problems: [], warnings: [expect.stringContaining('may be half written')] });
  });

  it('is told to be unreadable, like a directory', async () => {
    expect(await validatePath(join(folder, 'none.yaml'), {})).toMatchObject([
      { kind: 'unreadable', problems: [{ message: 'cannot be read: ENOENT' }] },
    ]);
  });
});

describe('a directory that is validated', () => {
  it('is each of its Rover files, even one without a Rover', async () => {
    const directory = join(folder, 'rovers');
    mkdirSync(directory);
    writeFileSync(join(directory, 'b.yaml'), roverYaml('/b v1'));
    writeFileSync(join(directory, 'a.yaml'), roverYaml('/a/v1'));
    writeFileSync(join(directory, 'c.yml'), 'kind: ConfigMap\n');
    writeFileSync(join(directory, 'readme.txt'), 'not looked at');
    const found = await validatePath(directory, {});
    expect(found.map((each) => [each.file, each.problems.map((problem) => problem.code)])).toEqual([
      [join(directory, 'a.yaml'), []],
      [join(directory, 'b.yaml'), ['BASE_PATH']],
      [join(directory, 'c.yml'), []],
    ]);
  });
});

it('Base paths that several files declare are named, with the first that does', async () => {
  const [one, two] = [fileOf(roverYaml('/a/v1', '/b/v1')), fileOf(roverYaml('/b/v1', '/c/v1'))];
  expect(declaredTwice([...(await validatePath(one, {})), ...(await validatePath(two, {}))])).toEqual([
    `${two}: /b/v1 is declared by ${one} too`,
  ]);
});
