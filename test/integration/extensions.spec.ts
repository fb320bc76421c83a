import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { blocksIn, Overlay, type TitledBlock } from '../support/overlay.js';
import { freePort } from '../support/servers/free-port.js';
import { answers, eventually, RealProcess } from '../support/servers/real-process.js';

const LISTS: readonly TitledBlock[] = [
  {
    language: 'diff',
    path: 'src/sources/installed-kinds.ts',
    text: `+export { echoKind } from './echo/echo.kind.js';`,
  },
  {
    language: 'diff',
    path: 'src/declarations/installed-origins.ts',
    text: `+export { echoListOrigin } from './echo-list/echo-list.origin.js';`,
  },
  {
    language: 'diff',
    path: 'src/accounts/authenticators/installed-authenticators.ts',
    text: `+export { echoAuthenticator } from './echo/echo.authenticator.js';`,
  },
];
const BUILD_MS = 120_000;
const WITHIN_MS = 15_000;

const ROVER = {
  apiVersion: 'tcp.ei.telekom.de/v1',
  kind: 'Rover',
  metadata: { name: 'team' },
  spec: { exposures: [{ basePath: '/sent/v1', echo: { say: 'sent' } }] },
};

describe('A kind of source, an origin and an authenticator', () => {
  const tree = new Overlay([...blocksIn('test/support/extensions'), ...LISTS]);
  const file = join(tree.folder, 'heartbeat.yaml');
  let port: number;
  let service: RealProcess;

  const write = (echo: object): void => {
    const settings = {
      http: { port, host: '127.0.0.1', drain: '0s' },
      window: { length: '10s', bucket: '1s' },
      evaluation: { every: '1s', minimumRequests: 1 },
      storage: { url: 'file:./data/heartbeat.db' },
      apis: { echoed: ['/listed/v1'] },
      access: { echoWord: 'friend' },
      sources: [{ kind: 'echo', name: 'echo', suffix: '!' }],
      echo,
    };
    writeFileSync(file, stringify(settings));
  };
  const program = join(tree.folder, 'dist/cli/heartbeat.js');
  const call = (path: string, init?: RequestInit): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`, init);
  const json = async (path: string): Promise<unknown> => (await call(path)).json();
  const put = (rover: object, token: string): Promise<Response> =>
    call('/rovers/team', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(rover),
    });

  beforeAll(async () => {
    expect(tree.build()).toBe('');
    port = await freePort();
    write({});
    service = new RealProcess(process.execPath, () => [program, '--config', file]);
    await service.start(() => answers(`http://127.0.0.1:${port}/health/ready`));
  }, BUILD_MS);

  afterAll(async () => {
    await service?.remove();
    tree.remove();
  });

  it('cost one folder and one line each', () => {
    const folders = tree.written.map((path) => path.split('/').slice(0, -1).join('/'));
    expect([...new Set(folders)].toSorted()).toEqual([
      'src/accounts/authenticators/echo',
      'src/declarations/echo-list',
      'src/sources/echo',
    ]);
    expect([...tree.grownBy]).toEqual(LISTS.map(({ path }) => [path, 1]));
  });

  it('declare base paths by the key of the origin, and the source speaks of them', async () => {
    await eventually('UP', WITHIN_MS, async () => {
      const answer = await json('/heartbeats?basepath=/listed/v1');
      return JSON.stringify(answer) === '[{"basepath":"/listed/v1","status":"UP"}]';
    });
  });

  it('take a Rover with the block, from whom the authenticator recognises, and show it', async () => {
    expect((await put(ROVER, 'foe')).status).toBe(401);
    expect((await put(ROVER, 'friend')).status).toBe(201);
    expect(await json('/rovers/team')).toMatchObject({
      exposures: [
        {
          basepath: '/sent/v1',
          echo: { say: 'sent' },
          conditions: [{ source: 'catalogue' }, { source: 'echo', message: 'sent!' }],
        },
      ],
    });
    const yaml = await (await call('/rovers/team', { headers: { accept: 'application/yaml' } })).text();
    expect(yaml).toContain('say: sent');
  });

  it('refuse a block with a mistake, with its place', async () => {
    const wrong = { ...ROVER, spec: { exposures: [{ basePath: '/sent/v1', echo: { sya: 'x' } }] } };
    const refusal = await put(wrong, 'friend');
    expect([refusal.status, await refusal.json()]).toMatchObject([
      422,
      { fields: [{ path: 'spec.exposures[0].echo.sya', title: 'ECHO' }] },
    ]);
  });

  it('have a route, which follows what is set while the service runs', async () => {
    expect(await json('/echo')).toEqual(['sent!', 'listed!']);
    write({ prefix: '> ' });
    await eventually(
      'the prefix',
      WITHIN_MS,
      async () => JSON.stringify(await json('/echo')) === '["> sent!","> listed!"]',
    );
    expect(service.output).toContain('these keys are in force now');
  });

  it('stand in the API document, and the doctor asks them', async () => {
    const document = (await json('/openapi.json')) as {
      paths: object;
      components: { schemas: Record<string, object> };
    };
    expect(Object.keys(document.paths)).toContain('/echo');
    expect(document.components.schemas['Exposure']).toMatchObject({
      properties: { echo: { $ref: '#/components/schemas/EchoView' } },
    });
    const { stdout } = spawnSync(process.execPath, [program, 'doctor', '--config', file], { encoding: 'utf8' });
    expect(stdout).toContain('1 base paths are declared');
    expect(stdout).toContain('the echo is heard');
  });
});
