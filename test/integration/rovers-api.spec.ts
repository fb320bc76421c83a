import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { BackendApi } from '../support/servers/backend-api.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';
import { roverOf, RoversClient, type RoverReply } from '../support/servers/rovers-client.js';

const PREFIX = '/eni/heartbeat/v1';
const ENI = 'the-token-of-team-eni';
const SHOP = 'the-token-of-team-shop';
const ALL = 'the-token-of-the-platform';
const WITHIN_MS = 10_000;

const YAML = `apiVersion: tcp.ei.telekom.de/v1
kind: Rover
metadata: { name: eni-echo }
spec:
  zone: dataplane1
  exposures:
    - basePath: /eni/echo/v1
      upstream: https://echo.internal/
      security: { clientId: c, clientSecret: hunter2 }
      pulse: { path: /health, interval: 15s, expect: { status: [2xx, 404] } }
`;

describe('Rovers by the API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-rovers-api-'));
  const stored = join(folder, 'data/rovers');
  const directory = join(folder, 'rovers');
  let service: HeartbeatService;
  let gateway: BackendApi;
  let eni: RoversClient;
  let all: RoversClient;
  let anybody: RoversClient;

  const tokenFile = (name: string, token: string): string => {
    writeFileSync(join(folder, name), `${token}\n`);
    return join(folder, name);
  };
  const heartbeats = async (): Promise<string[]> => {
    const list = (await (await fetch(`${service.url}${PREFIX}/heartbeats`)).json()) as { basepath: string }[];
    return list.map((each) => each.basepath);
  };
  const served = (basePath: string, is: boolean): Promise<unknown> =>
    eventually(`${basePath} served: ${is}`, WITHIN_MS, async () => (await heartbeats()).includes(basePath) === is);
  const shown = ({ status, json }: RoverReply): unknown => [
    status,
    json.type,
    ...(json.fields ?? []).map((each) => each.title),
  ];

  beforeAll(async () => {
    mkdirSync(directory);
    writeFileSync(join(folder, 'x.yaml'), `${JSON.stringify(roverOf('of-a-file', '/eni/file/v1'))}\n`);
    renameSync(join(folder, 'x.yaml'), join(directory, 'x.yaml'));
    gateway = await BackendApi.start();
    service = await HeartbeatService.start({
      http: { prefix: PREFIX },
      apis: { rovers: directory, basePaths: ['/eni/settings/v1'], maximum: 50 },
      evaluation: { every: '1s' },
      sources: [{ kind: 'pulse', name: 'pulse', gateways: { dataplane1: `http://${gateway.address}` } }],
      storage: { url: `file:${join(folder, 'data/heartbeat.db')}` },
      access: {
        tokens: [
          { name: 'team-eni', tokenFile: tokenFile('eni', ENI), basePaths: ['/eni/*'] },
          { name: 'team-shop', tokenFile: tokenFile('shop', SHOP), basePaths: ['/shop/*'] },
          { name: 'platform', tokenFile: tokenFile('all', ALL), basePaths: ['/*'] },
        ],
      },
    });
    anybody = new RoversClient(`${service.url}${PREFIX}`);
    eni = anybody.as(ENI);
    all = anybody.as(ALL);
    await served('/eni/file/v1', true);
  }, 30_000);

  afterAll(async () => {
    await service.process.remove();
    await gateway.stop();
    rmSync(folder, { recursive: true });
  });

  it('are created, taken into force, kept and shown, without anything of other owners', async () => {
    const created = await eni.put('eni-echo', YAML);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`${PREFIX}/rovers/eni-echo`);
    expect(created.json).toMatchObject({
      name: 'eni-echo',
      origin: 'api',
      condition: 'Accepted',
      problems: [],
      exposures: [
        {
          basepath: '/eni/echo/v1',
          zone: 'dataplane1',
          pulse: { enabled: true, path: '/health', method: 'GET', interval: '15s' },
          conditions: [
            { source: 'catalogue', type: 'Accepted', status: 'True', reason: 'Accepted' },
            { source: 'pulse', type: 'Accepted', status: 'True', reason: 'Accepted' },
          ],
        },
      ],
    });
    await served('/eni/echo/v1', true);
    const yaml = await anybody.get('/eni-echo', { accept: 'application/yaml' });
    expect(yaml.headers.get('content-type')).toContain('application/yaml');
    expect(parse(yaml.text)).toEqual({
      apiVersion: 'tcp.ei.telekom.de/v1',
      kind: 'Rover',
      metadata: { name: 'eni-echo' },
      spec: {
        zone: 'dataplane1',
        exposures: [
          {
            basePath: '/eni/echo/v1',
            pulse: { enabled: true, path: '/health', interval: '15s', expect: { status: ['2xx', '404'] } },
          },
        ],
      },
    });
    expect(readFileSync(join(stored, 'eni-echo.yaml'), 'utf8')).toContain(yaml.text);
    expect(readdirSync(stored)).toEqual(['eni-echo.yaml']);
    const everything = [readFileSync(join(stored, 'eni-echo.yaml'), 'utf8'), (await anybody.get()).text, yaml.text];
    expect(everything.join('\n') + service.process.output).not.toMatch(/hunter2|internal|upstream/);
  }, 20_000);

  it('may be put again as they are: nothing changes', async () => {
    const [one, other] = [await eni.put('eni-echo', YAML), await eni.put('eni-echo', parse(YAML))];
    expect([one.status, other.status, other.text]).toEqual([200, 200, one.text]);
    expect(other.headers.get('etag')).toBe(one.headers.get('etag'));
    const own = await eni.put('eni-echo', (await anybody.get('/eni-echo', { accept: 'text/yaml' })).text);
    expect([own.status, own.text]).toEqual([200, one.text]);
  });

  it('are replaced by who knows the version in force', async () => {
    const tag = (await anybody.get('/eni-echo')).headers.get('etag')!;
    const next = YAML.replace('15s', '30s');
    const wrong = { 'if-match': '"another"' };
    expect(shown(await eni.put('eni-echo', next, wrong))).toEqual([412, '/problems/precondition-failed']);
    expect((await eni.put('eni-echo', next, { 'if-none-match': '*' })).status).toBe(412);
    expect((await eni.put('eni-new', roverOf('eni-new', '/eni/new/v1'), { 'if-match': '*' })).status).toBe(412);
    const replaced = await eni.put('eni-echo', next, { 'if-match': `"other", ${tag}` });
    expect([replaced.status, replaced.json['exposures']]).toEqual([
      200,
      [expect.objectContaining({ pulse: expect.objectContaining({ interval: '30s' }) })],
    ]);
    expect((await eni.put('eni-echo', YAML, { 'if-match': tag })).status).toBe(412);
    expect((await eni.delete('eni-echo', { 'if-match': tag })).status).toBe(412);
    const yamlTag = (await anybody.get('/eni-echo', { accept: 'application/yaml' })).headers.get('etag')!;
    expect((await eni.put('eni-echo', YAML, { 'if-match': yamlTag })).status).toBe(200);
  });

  it('are probed as soon as they are in force, and show the last probe', async () => {
    const probed = YAML.replaceAll('echo', 'probed').replace('15s', '5s');
    expect((await eni.put('eni-probed', probed)).status).toBe(201);
    const condition = await eventually('a probe', WITHIN_MS, async () => {
      const { exposures } = (await anybody.get('/eni-probed')).json as { exposures: { conditions: object[] }[] };
      return exposures[0]!.conditions.find((each) => 'lastProbe' in each);
    });
    expect(condition).toMatchObject({
      source: 'pulse',
      status: 'True',
      reason: 'Accepted',
      lastProbe: { at: expect.stringMatching(/^2\d{3}-.*Z$/), outcome: 'success', status: 200 },
    });
    expect(gateway.asked.map((each) => each.path)).toContain('/eni/probed/v1/health');
    expect((await eni.delete('eni-probed')).status).toBe(204);
  }, 20_000);

  it.each([
    ['a zone without a gateway', YAML.replace('dataplane1', 'dataplane9'), 'UnknownZone'],
    [
      'a secret that nobody has',
      YAML.replace('path: /health', 'auth: { bearer: { token: { secretRef: x } } }'),
      'SecretRefused',
    ],
    ['a host that the operator does not list', YAML.replace('/health', 'https://evil.example.net/'), 'SUFFIX'],
    ['an address', YAML.replace('/health', 'http://169.254.169.254/latest/meta-data/'), 'IP_LITERAL'],
    ['a path that leads out', YAML.replace('/health', '/../../admin'), 'PATH'],
    ['a secret written out', YAML.replace('path: /health', 'auth: { bearer: { token: hunter2 } }'), 'SECRET_LITERAL'],
  ])('are refused, with the reason why they cannot be probed: %s', async (_, yaml, reason) => {
    const reply = await eni.put('eni-echo', yaml);
    expect([reply.status, reply.json.fields]).toEqual([
      422,
      [
        {
          path: expect.stringMatching(/^spec\.exposures\[0\]\.pulse/),
          title: reason,
          detail: expect.stringMatching(/^line (?:9|10): /),
        },
      ],
    ]);
    expect(reply.text).not.toContain('hunter2');
  });

  it('answer 304 to who has them', async () => {
    for (const [path, headers] of [
      ['', {}],
      ['/eni-echo', {}],
      ['/eni-echo', { accept: 'application/yaml' }],
    ] as const) {
      const tag = (await anybody.get(path, headers)).headers.get('etag')!;
      expect((await anybody.get(path, { ...headers, 'if-none-match': tag })).status).toBe(304);
      expect((await anybody.get(path, { ...headers, 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  it.each<[string, RoverReply['status'], string, object | string, string[]]>([
    ['a base path of a file', 409, 'mine', roverOf('mine', '/eni/file/v1', '/eni/mine/v1'), ['BASE_PATH_CONFLICT']],
    ['a base path of the settings', 409, 'mine', roverOf('mine', '/eni/settings/v1'), ['BASE_PATH_CONFLICT']],
    ['a base path of another Rover', 409, 'mine', roverOf('mine', '/eni/echo/v1'), ['BASE_PATH_CONFLICT']],
    ['a base path that the token does not cover', 403, 'mine', roverOf('mine', '/eni/a/v1', '/eni-evil/v1'), []],
    ['another name than in the address', 422, 'mine', roverOf('yours', '/eni/mine/v1'), ['NAME']],
    ['a name that is none', 422, 'Mine', roverOf('Mine', '/eni/mine/v1'), ['NAME']],
    ['no name', 422, 'mine', { ...roverOf('mine', '/eni/mine/v1'), metadata: {} }, ['NAME']],
    ['no exposures', 422, 'mine', roverOf('mine'), ['EXPOSURES']],
    ['another kind', 422, 'mine', { kind: 'ApiSpecification' }, ['EXPOSURES']],
    [
      'several mistakes',
      422,
      'mine',
      YAML.replace('15s', '1s').replace('/eni/echo/v1', 'x').replace('eni-echo', 'mine'),
      ['BASE_PATH', 'RANGE'],
    ],
    [
      'more base paths than apis.maximum',
      507,
      'mine',
      roverOf('mine', ...Array.from({ length: 50 }, (_, index) => `/eni/n${index}`)),
      [],
    ],
  ])('are refused with %s: %i', async (_, status, ...[name, rover, codes]) => {
    const reply = await eni.put(name, rover);
    expect([reply.status, (reply.json.fields ?? []).map((each) => each.title)]).toEqual([status, codes]);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(readdirSync(stored)).toEqual(['eni-echo.yaml']);
    expect((await anybody.get('/mine')).status).toBe(404);
  });

  it('are refused with where it stands in the text, and who has it', async () => {
    const wrong = await eni.put('eni-echo', YAML.replace('interval: 15s', 'interval: 1s'));
    expect(wrong.json.fields).toEqual([
      {
        path: 'spec.exposures[0].pulse.interval',
        title: 'RANGE',
        detail: expect.stringMatching(/^line 10: .*allowed: .*5s to 5m/),
      },
    ]);
    const taken = await eni.put('mine', roverOf('mine', '/eni/file/v1'));
    expect(taken.json.fields).toEqual([
      expect.objectContaining({ path: '/eni/file/v1', detail: expect.stringContaining('rovers/x.yaml') }),
    ]);
  });

  it('may be written only by who may write the old and the new base paths', async () => {
    const shop = anybody.as(SHOP);
    expect((await shop.put('eni-echo', roverOf('eni-echo', '/shop/x/v1'))).status).toBe(403);
    expect((await shop.delete('eni-echo')).status).toBe(403);
    expect((await anybody.put('eni-echo', YAML)).status).toBe(401);
    expect((await anybody.as('a-token-of-nobody-at-all').delete('eni-echo')).status).toBe(401);
    expect((await anybody.get('/eni-echo')).status).toBe(200);
    expect((await all.put('shared', roverOf('shared', '/eni/s/v1', '/shop/s/v1'))).status).toBe(201);
    expect((await eni.delete('shared')).status).toBe(403);
    expect((await eni.put('shared', roverOf('shared', '/eni/s/v1'))).status).toBe(403);
    expect((await all.delete('shared')).status).toBe(204);
  });

  it('share their name with a file of another team that comes later, and both are watched', async () => {
    writeFileSync(join(folder, 'late.yaml'), `${JSON.stringify(roverOf('eni-echo', '/shop/late/v1'))}\n`);
    renameSync(join(folder, 'late.yaml'), join(directory, 'late.yaml'));
    await served('/shop/late/v1', true);
    await served('/eni/echo/v1', true);
    const both = (await anybody.get('?basepath=/shop/late/*&basepath=/eni/echo/v1')).json as unknown as object[];
    expect(both).toMatchObject([
      { name: 'eni-echo', origin: 'api', condition: 'Accepted' },
      { name: 'eni-echo', origin: 'file', file: 'late.yaml', condition: 'Accepted', problems: [] },
    ]);
    expect((await anybody.get('/eni-echo')).json).toMatchObject({ origin: 'api', condition: 'Accepted' });
    expect((await eni.put('eni-echo', YAML)).status).toBe(200);
    await served('/shop/late/v1', true);
    rmSync(join(directory, 'late.yaml'));
    await served('/shop/late/v1', false);
    await served('/eni/echo/v1', true);
  }, 20_000);

  it('may have the name of a file, whose base paths stay watched until the file is gone', async () => {
    expect((await eni.put('of-a-file', roverOf('of-a-file', '/eni/mine/v1'))).status).toBe(201);
    await served('/eni/mine/v1', true);
    await served('/eni/file/v1', true);
    expect((await eni.delete('of-a-file')).status).toBe(204);
    await served('/eni/mine/v1', false);
    await served('/eni/file/v1', true);
  }, 20_000);

  it('are listed by pages, and filtered', async () => {
    for (let index = 0; index < 5; index++) await eni.put(`p-${index}`, roverOf(`p-${index}`, `/eni/p${index}/v1`));
    const names = ({ json }: RoverReply): string[] => (json as unknown as { name: string }[]).map((each) => each.name);
    const page = await anybody.get('?basepath=/eni/*&limit=3&offset=1&condition=Accepted');
    expect(names(page)).toEqual(['of-a-file', 'p-0', 'p-1']);
    expect([page.headers.get('x-total-count'), page.headers.get('x-result-count')]).toEqual(['7', '3']);
    expect(page.headers.get('link')).toContain(`<${PREFIX}/rovers?`);
    expect(page.headers.get('link')).toContain('offset=4>; rel="next"');
    expect(names(await anybody.get('?basepath=/eni/p1/v1'))).toEqual(['p-1']);
    expect(names(await anybody.get('?basepath=/eni/p'))).toEqual([]);
  });

  it('keep what the OpenAPI document promises', async () => {
    const document = parse(await (await fetch(`${service.url}${PREFIX}/openapi.yaml`)).text());
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const mistakes = (route: string, method: string, { status, headers, json }: RoverReply): unknown => {
      const type = headers.get('content-type')!.split(';')[0]!;
      const { schema } = document.paths[route][method].responses[status].content[type];
      const validate = ajv.compile({ ...schema, components: document.components });
      validate(json);
      return validate.errors ?? [];
    };
    for (const [route, method, reply] of [
      ['/rovers', 'get', await anybody.get()],
      ['/rovers', 'get', await anybody.get('?limit=0')],
      ['/rovers/{name}', 'get', await anybody.get('/eni-echo')],
      ['/rovers/{name}', 'get', await anybody.get('/nobody')],
      ['/rovers/{name}', 'put', await eni.put('eni-echo', YAML)],
      ['/rovers/{name}', 'put', await eni.put('q', roverOf('q', '/eni/q/v1'))],
      ['/rovers/{name}', 'put', await eni.put('q', '[', { 'content-type': 'application/json' })],
      ['/rovers/{name}', 'put', await anybody.put('q', YAML)],
      ['/rovers/{name}', 'put', await eni.put('q', roverOf('q', '/shop/x'))],
      ['/rovers/{name}', 'put', await eni.put('q', roverOf('q', '/eni/file/v1'))],
      ['/rovers/{name}', 'put', await eni.put('q', YAML, { 'if-match': '"x"' })],
      ['/rovers/{name}', 'put', await eni.put('q', roverOf('q', '/eni/q/v1'), { 'if-none-match': '*' })],
      ['/rovers/{name}', 'put', await eni.put('q', ' '.repeat(300_000))],
      ['/rovers/{name}', 'put', await eni.put('q', '{}', { 'content-type': 'text/plain' })],
      ['/rovers/{name}', 'delete', await eni.delete('nobody')],
      ['/rovers/{name}', 'delete', await eni.delete('of-a-file')],
    ] as const) {
      expect({ route, method, status: reply.status, mistakes: mistakes(route, method, reply) }).toEqual({
        route,
        method,
        status: reply.status,
        mistakes: [],
      });
    }
    expect((await eni.delete('q')).status).toBe(204);
    const { put } = document.paths['/rovers/{name}'];
    expect(put.security).toEqual([{ bearer: [] }]);
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(Object.keys(put.requestBody.content)).toEqual([
      'application/yaml',
      'application/x-yaml',
      'text/yaml',
      'application/json',
    ]);
  });

  it('log each write once, with who and what, and no token', async () => {
    await eni.put('logged', roverOf('logged', '/eni/logged/v1'));
    await eni.delete('logged');
    const lines = (): string[] => service.process.output.split('\n').filter((line) => line.includes('"logged"'));
    await eventually('both lines', WITHIN_MS, async () => lines().length >= 2);
    expect(lines().map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        message: 'rover written',
        name: 'logged',
        by: 'team-eni',
        action: 'created',
        basePaths: 1,
      }),
      expect.objectContaining({ message: 'rover deleted', name: 'logged', by: 'team-eni', basePaths: 1 }),
    ]);
    expect(service.process.output).not.toMatch(new RegExp(`${ENI}|${SHOP}|${ALL}`));
  });

  it('take up a rotated token without a restart', async () => {
    tokenFile('shop', 'the-new-token-of-team-shop');
    const put = (token: string): Promise<RoverReply> => anybody.as(token).put('shop', roverOf('shop', '/shop/a/v1'));
    await eventually('the new token', WITHIN_MS, async () => (await put('the-new-token-of-team-shop')).status < 300);
    expect((await put(SHOP)).status).toBe(401);
  });

  it('are withdrawn for good, and not twice', async () => {
    expect((await eni.delete('eni-echo')).status).toBe(204);
    expect(shown(await eni.delete('eni-echo'))).toEqual([404, '/problems/unknown-rover']);
    expect(shown(await eni.delete('of-a-file'))).toEqual([409, '/problems/rover-conflict', 'NAME_CONFLICT']);
    expect(readdirSync(stored)).not.toContain('eni-echo.yaml');
    await served('/eni/p0/v1', true);
    expect((await eni.delete('p-0')).status).toBe(204);
    await served('/eni/p0/v1', false);
  }, 20_000);

  it('count who was refused', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    for (const outcome of ['granted', 'no-token', 'wrong-token', 'not-covered'])
      expect(metrics).toMatch(new RegExp(`heartbeat_access_requests_total\\{outcome="${outcome}"\\} [1-9]`));
    expect(metrics).toMatch(/heartbeat_rovers_stored\{condition="Accepted"\} [1-9]/);
  });
});
