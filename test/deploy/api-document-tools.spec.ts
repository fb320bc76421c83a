import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith, findProgram } from '../support/servers/real-process.js';

const DOCUMENT = resolve('openapi.yaml');
const TSC = resolve('node_modules/typescript/bin/tsc');
const SLOW_MS = 240_000;
const TOKEN = 'a-token-of-team-eni';
const ROVER = {
  apiVersion: 'tcp.ei.telekom.de/v1',
  kind: 'Rover',
  metadata: { name: 'eni-echo' },
  spec: { exposures: [{ basePath: '/eni/echo/v1' }] },
};
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-openapi-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  expect({ args, status, output: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ args, status: 0, output: '' });
  return `${stdout}${stderr}`;
}

/** Compiles a program beside a client that was made, and runs it; gives what it prints, as JSON. */
function compiledAndRun(name: string, program: string, address: string): unknown {
  const cwd = join(folder, name);
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(cwd, 'program.ts'), program);
  const options = [
    '--skipLibCheck',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--lib',
    'es2022,dom,dom.iterable',
  ];
  run(process.execPath, [TSC, ...options, 'program.ts'], cwd);
  return JSON.parse(run(process.execPath, ['program.js', address, TOKEN], cwd));
}

const EXPECTED = {
  put: { name: 'eni-echo', condition: 'Accepted' },
  list: [['/eni/echo/v1', 'UNKNOWN']],
  refused: [404, '/problems/unknown-base-path'],
};

async function serviceForClients(): Promise<HeartbeatService> {
  const tokens = [{ name: 'eni', token: '${HEARTBEAT_ENI_TOKEN}', basePaths: ['/eni/*'] }];
  return HeartbeatService.start({ access: { tokens }, evaluation: { every: '1s' } }, { HEARTBEAT_ENI_TOKEN: TOKEN });
}

describeWith(['spectral', 'redocly'], 'the API document', () => {
  it(
    'has nothing that the recommended rules of Spectral find',
    () => {
      writeFileSync(join(folder, '.spectral.yaml'), 'extends: ["spectral:oas"]\n');
      expect(run(findProgram('spectral')!, ['lint', '--fail-severity', 'hint', DOCUMENT])).toContain('No results');
    },
    SLOW_MS,
  );

  it(
    'has nothing that the recommended rules of Redocly find',
    () => {
      const output = run(findProgram('redocly')!, ['lint', '--extends', 'recommended', '--format', 'json', DOCUMENT]);
      const { totals } = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
      expect(totals).toMatchObject({ errors: 0, warnings: 0, ignored: 0 });
    },
    SLOW_MS,
  );
});

describeWith(['openapi-typescript'], 'types made by openapi-typescript', () => {
  let service: HeartbeatService;

  beforeAll(async () => {
    service = await serviceForClients();
  }, 60_000);

  afterAll(() => service.process.remove());

  it(
    'compile, and are true of what the service answers',
    () => {
      mkdirSync(join(folder, 'types'));
      run(findProgram('openapi-typescript')!, [DOCUMENT, '-o', 'types/api.d.ts']);
      const program = `import type { components, operations } from './api.js';
declare const process: { argv: string[] };
const [, , address, token] = process.argv;
type Body<Name extends keyof operations> = operations[Name] extends { responses: { 200: { content: { 'application/json': infer T } } } } ? T : never;
const sent = ${JSON.stringify(ROVER)} satisfies operations['putRover']['requestBody']['content']['application/json'];
const put = await fetch(address + '/rovers/eni-echo', { method: 'PUT', body: JSON.stringify(sent), headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' } });
const rover: Body<'putRover'> = await put.json();
await new Promise((resolve) => setTimeout(resolve, 3_000));
const list: Body<'listHeartbeats'> = await (await fetch(address + '/heartbeats')).json();
const refused = await fetch(address + '/heartbeats/details?basepath=/eni/ehco/v1');
const problem: components['schemas']['Problem'] = await refused.json();
console.log(JSON.stringify({ put: { name: rover.name, condition: rover.condition }, list: list.map((each) => [each.basepath, each.status]), refused: [problem.status, problem.type] }));
`;
      expect(compiledAndRun('types', program, service.url)).toEqual(EXPECTED);
    },
    SLOW_MS,
  );
});

describeWith(['openapi-generator', 'java'], 'a client made by openapi-generator', () => {
  let service: HeartbeatService;

  beforeAll(async () => {
    service = await serviceForClients();
  }, 60_000);

  afterAll(() => service.process.remove());

  it(
    'compiles, has the methods of the document, and understands the service',
    () => {
      const options = ['-g', 'typescript-fetch', '-i', DOCUMENT, '-o', join(folder, 'client')];
      const imports = '--additional-properties=importFileExtension=.js';
      const output = run(findProgram('openapi-generator')!, ['generate', ...options, imports]);
      expect(output).not.toContain('ERROR');
      const made = readFileSync(join(folder, 'client', 'apis', 'RoversApi.ts'), 'utf8');
      expect(
        [...made.matchAll(/^ {4}async (\w+)\(/gm)]
          .map(([, name]) => name!)
          .filter((name) => !name.endsWith('Raw'))
          .toSorted(),
      ).toEqual(['deleteRover', 'getRover', 'listRovers', 'putRover']);
      const program = `import { Configuration, HeartbeatsApi, ResponseError, RoversApi } from './index.js';
declare const process: { argv: string[] };
const [, , address, token] = process.argv;
const configuration = new Configuration({ basePath: address!, accessToken: token! });
const heartbeats = new HeartbeatsApi(configuration);
const rover = await new RoversApi(configuration).putRover({ name: 'eni-echo', body: ${JSON.stringify(JSON.stringify(ROVER))} });
await new Promise((resolve) => setTimeout(resolve, 3_000));
const list = await heartbeats.listHeartbeats();
const refused = await heartbeats.listHeartbeatDetails({ basepath: ['/eni/ehco/v1'] }).then(() => undefined, (error: ResponseError) => error.response.json());
console.log(JSON.stringify({ put: { name: rover.name, condition: rover.condition }, list: list.map((each) => [each.basepath, each.status]), refused: [refused.status, refused.type] }));
`;
      expect(compiledAndRun('client', program, service.url)).toEqual(EXPECTED);
    },
    SLOW_MS,
  );
});
