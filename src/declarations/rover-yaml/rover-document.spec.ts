import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../../test/support/rover-yaml-of-all-kinds.js';

const FLAT = 'apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\n';
const RESOURCE = 'apiVersion: rover.cp.ei.telekom.de/v1\nkind: Rover\n';
const read = (text: string): unknown => {
  const result = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(text));
  return result.ok ? result.exposures : result.problems.map(({ code, line }) => `${code} ${line}`);
};

describe('the flat form', () => {
  it('gives base path and zone, and ignores what is not ours', () => {
    const text = `${FLAT}metadata: { name: checkout, labels: [odd] }
spec:
  zone: dataplane1
  servicePath: &servicePath { upstream: 'https://x', visibility: WORLD }
  exposures:
    - type: api
      basePath: /checkout/v1
      <<: *servicePath
      security: { clientSecret: s3cret }
      loadBalancing: { servers: [{ upstream: https://y, weight: 3 }] }
      rateLimit: null
    - { basePath: /checkout/v2/, basicAuth: [1, 2] }
    - { type: event, eventType: a.b.v1 }
    - { type: ai, basePath: /checkout/ai }
  subscriptions:
unknownTopLevel: true
`;
    expect(read(text)).toEqual([
      { basePath: '/checkout/v1', rover: 'checkout', zone: 'dataplane1' },
      { basePath: '/checkout/v2', rover: 'checkout', zone: 'dataplane1' },
    ]);
  });

  it.each(['"../x"', '""', '"-a"', 'a/b', '5', '[a]', 'null', 'a'.repeat(64)])(
    'has no name where metadata.name is %s',
    (name) => {
      const text = `${FLAT}metadata: { name: ${name} }\nspec: { exposures: [{ basePath: /a/v1 }] }\n`;
      expect(read(text)).toEqual([{ basePath: '/a/v1' }]);
    },
  );

  it('takes a whole exposure by a merge key', () => {
    const text = `${FLAT}x: &x { type: api, basePath: /a/v1 }\nspec:\n  exposures:\n    - <<: *x\n    - <<: [*x, { y: 1 }]\n      basePath: /b/v1\n`;
    expect(read(text)).toEqual([{ basePath: '/a/v1' }, { basePath: '/b/v1' }]);
  });

  it.each(['', 'null', '[]', '~'])('takes exposures: %s for none', (exposures) => {
    expect(read(`${FLAT}spec:\n  exposures: ${exposures}\n`)).toEqual([]);
  });
});

describe('the custom resource', () => {
  it.each([
    ['newer', 'upstreams: [{ url: http://foo:8080, weight: 1 }]'],
    ['older', 'upstream: http://foo:8080'],
  ])('gives base path, zone and environment, with its %s upstream', (_, upstream) => {
    const text = `${RESOURCE}metadata:
  namespace: preprod--eni--hyperion
  labels: { cp.ei.telekom.de/environment: playground }
spec:
  zone: zone-a
  exposures:
    - api: { basePath: /eni/foo/v2, ${upstream}, approval: { strategy: Auto } }
    - event: { eventType: a.b.v1 }
    - ai: { basePath: /eni/ai/v1 }
    - somethingNew: { basePath: /eni/new/v1 }
`;
    expect(read(text)).toEqual([{ basePath: '/eni/foo/v2', zone: 'zone-a', environment: 'playground' }]);
  });

  it.each([
    ['the namespace, without a label', 'namespace: preprod--eni--hyperion', { environment: 'preprod' }],
    ['nothing, for a namespace of another kind', 'namespace: default', {}],
    ['nothing, for a label that is not a valid name', 'labels: { cp.ei.telekom.de/environment: "a b" }', {}],
  ])('takes the environment from %s', (_, metadata, environment) => {
    const text = `${RESOURCE}metadata: { ${metadata} }\nspec: { exposures: [{ api: { basePath: /a/v1 } }] }\n`;
    expect(read(text)).toEqual([{ basePath: '/a/v1', ...environment }]);
  });
});

describe('the pulse block', () => {
  const flat = `${FLAT}spec:
  zone: z
  exposures:
    - basePath: /a/v1
      pulse: { path: /health }
`;
  const resource = `${RESOURCE}spec:
  zone: z
  exposures:
    - api:
        basePath: /a/v1
        pulse: { path: /health }
`;
  const beside = `${RESOURCE}spec:
  zone: z
  exposures:
    - api: { basePath: /a/v1 }
      pulse: { path: /health }
`;

  it.each([
    ['beside the base path', flat],
    ['inside api', resource],
    ['beside api', beside],
  ])('is read %s', (_, text) => {
    expect(read(text)).toEqual([
      {
        basePath: '/a/v1',
        zone: 'z',
        blocks: { pulse: expect.objectContaining({ enabled: true, path: '/health', method: 'GET' }) },
      },
    ]);
  });

  it('is taken by anchors and merge keys like anything else', () => {
    const text = `${FLAT}x: &x { pulse: &p { retries: 1 } }
spec:
  exposures:
    - { <<: *x, basePath: /a/v1 }
    - { basePath: /b/v1, pulse: *p }
    - { basePath: /c/v1, pulse: { <<: *p, path: /c } }
    - { basePath: /d/v1 }
`;
    const exposures = read(text) as { blocks?: { pulse: { retries: number; path?: string } } }[];
    expect(exposures.map(({ blocks }) => blocks && [blocks.pulse.retries, blocks.pulse.path])).toEqual([
      [1, undefined],
      [1, undefined],
      [1, '/c'],
      undefined,
    ]);
  });

  it.each([
    ['in the flat form', flat, 'spec.exposures[0].pulse.path', 8],
    ['in the custom resource', resource, 'spec.exposures[0].api.pulse.path', 9],
    ['beside api', beside, 'spec.exposures[0].pulse.path', 8],
  ])('tells of mistakes with line and path: %s', (_, text, path, line) => {
    const wrong = text.replace('{ path: /health }', '\n          path: health');
    const result = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(wrong));
    expect(result).toEqual({
      ok: false,
      exposures: [],
      rovers: 1,
      problems: [
        {
          code: 'PATH',
          line,
          path,
          message: expect.stringMatching(/^spec\.\S+ is "health": .*; allowed: a path that/),
        },
      ],
    });
  });

  it.each([
    ['in both places', 'api: { basePath: /b/v1, pulse: {} }\n      pulse: {}', ['PULSE 6']],
    ['of an event', '{ type: event, eventType: a.b.v1, pulse: {} }', ['PULSE 5']],
    ['of an event in the custom resource', '{ event: { eventType: a.b.v1 }, pulse: {} }', ['PULSE 5']],
    ['that is empty', '{ basePath: /b/v1, pulse: }', ['PULSE 5']],
    ['beside a wrong base path', '{ basePath: b, pulse: { interval: 1s } }', ['RANGE 5', 'BASE_PATH 5']],
  ])('is a mistake %s', (_, exposure, problems) => {
    expect(read(`${RESOURCE}spec:\n  exposures:\n    - ${exposure}\n`)).toEqual(problems);
  });
});

describe('the kind of an exposure', () => {
  const API = '/a/v1';

  it.each([
    ['an event, without a type', 'eventType: a.b.v1\n      visibility: WORLD'],
    ['a file', 'fileType: a-b-v1'],
    ['metrics', 'metricsTenant: team'],
    ['metrics of several keys', 'metricsTenant: team\n      approval: AUTO'],
    ['a kind that is not known here', 'agentName: echo\n      visibility: WORLD'],
    ['a type that is not known here', 'type: mcp\n      basePath: /m/v1'],
    ['an event in the custom resource', 'event: { eventType: a.b.v1 }'],
    ['metrics in the custom resource', 'metrics: { tenant: team }'],
  ])('is ignored beside an API where it is %s', (_, other) => {
    expect(read(`${FLAT}spec:\n  exposures:\n    - ${other}\n    - basePath: ${API}\n`)).toEqual([{ basePath: API }]);
  });

  it.each([
    ['basePath, whatever else it has', 'eventType: a.b.v1\n      basePath: /a/v1'],
    ['type, in letters of any size', 'type: API\n      basePath: /a/v1'],
    ['type without a value, and basePath', 'type:\n      basePath: /a/v1'],
    ['api', 'api: { basePath: /a/v1 }\n      approval: AUTO'],
  ])('is an API by %s', (_, exposure) => {
    expect(read(`${FLAT}spec:\n  exposures:\n    - ${exposure}\n`)).toEqual([{ basePath: API }]);
  });

  it.each([
    ['nothing', '{}'],
    ['an upstream', 'upstream: https://x'],
    ['upstreams', '{ upstreams: [{ url: https://x }], visibility: WORLD }'],
    ['a misspelt base path', 'base_path: /b/v1'],
    ['a path under another key', '{ path: /b/v1, visibility: WORLD }'],
    ['a pulse block', '{ name: x, pulse: {} }'],
    ['no base path, but the type', 'type: Api'],
  ])('is an API without a base path, which is told, where it has %s', (_, exposure) => {
    expect(read(`${FLAT}spec:\n  exposures:\n    - ${exposure}\n`)).toEqual(['BASE_PATH 5']);
  });
});

describe('a wrong exposure', () => {
  const outcome = (text: string): unknown => {
    const result = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(text));
    const problems = result.ok ? [] : result.problems.map(({ code, rover }) => [code, rover]);
    return [result.exposures.map((each) => each.basePath), problems];
  };
  const between = (exposure: string): string =>
    `${FLAT}metadata: { name: x }\nspec:\n  exposures:\n    - basePath: /a/v1\n    - ${exposure}\n    - basePath: /c/v1\n`;

  it.each([
    ['its base path', '{ basePath: b/v1 }', 'BASE_PATH'],
    ['its block', '{ basePath: /b/v1, pulse: { retries: 9 } }', 'RANGE'],
    ['that it is a text', '/b/v1', 'EXPOSURES'],
    ['that it stands twice', '{ basePath: /a/v1, pulse: {} }', 'BASE_PATH'],
  ])('refuses itself and not its neighbours: %s', (_, exposure, code) => {
    expect(outcome(between(exposure))).toEqual([['/a/v1', '/c/v1'], [[code, 'x']]]);
  });

  it('refuses itself where there are more mistakes than are told', () => {
    const wrong = Array.from({ length: 50 }, (_, n) => `    - { basePath: /w/v${n}, pulse: { retries: 9 } }\n`).join(
      '',
    );
    const [basePaths, problems] = outcome(`${between('{ basePath: /b/v1 }')}${wrong}`) as [string[], unknown[]];
    expect([basePaths, problems.length]).toEqual([['/a/v1', '/b/v1', '/c/v1'], 20]);
  });

  it('refuses all of its Rover where it is the zone, or the Rover itself, and no other Rover', () => {
    const zone = `${FLAT}metadata: { name: z }\nspec: { zone: "a b", exposures: [{ basePath: /z/v1 }] }\n`;
    const spec = `${FLAT}metadata: { name: s }\nspec: 5\n`;
    const version =
      'kind: Rover\napiVersion: tcp.ei.telekom.de/v9\nmetadata: { name: v }\nspec: { exposures: [{ basePath: /v/v1 }] }\n';
    expect(outcome([between('{ basePath: /b/v1 }'), zone, spec, version].join('---\n'))).toEqual([
      ['/a/v1', '/b/v1', '/c/v1'],
      [
        ['ZONE', 'z'],
        ['SPEC', 's'],
        ['API_VERSION', 'v'],
      ],
    ]);
  });
});

describe('a list', () => {
  const item = (name: string, exposures: string): string =>
    `- apiVersion: rover.cp.ei.telekom.de/v1
  kind: Rover
  metadata: { name: ${name}, namespace: playground--eni--echo, annotations: { a: '{"kind":"Rover"}' } }
  spec: { zone: z, exposures: [${exposures}] }
  status: { conditions: [{ type: Ready, status: 'True' }] }
`;
  const CONFIG_MAP = '- { apiVersion: v1, kind: ConfigMap, metadata: { name: x }, data: {} }\n';
  const inList = (items: string, head = 'apiVersion: v1\nkind: List\n'): string => `${head}items:\n${items}`;
  const names = (text: string): unknown => {
    const reading = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(text));
    return [
      reading.rovers,
      reading.exposures.map(({ basePath, rover, zone, environment }) => [basePath, rover, zone, environment]),
    ];
  };
  const ROVER_A = {
    apiVersion: 'rover.cp.ei.telekom.de/v1',
    kind: 'Rover',
    metadata: { name: 'a', namespace: 'playground--x--y' },
    spec: { zone: 'z', exposures: [{ api: { basePath: '/a/v1' } }] },
  };
  const A = ['/a/v1', 'a', 'z', 'playground'];
  const B = ['/b/v1', 'b', 'z', 'playground'];

  it.each([
    [
      'as kubectl writes it',
      inList(item('a', 'api: { basePath: /a/v1 }') + item('b', 'api: { basePath: /b/v1 }')),
      [2, [A, B]],
    ],
    ['of several kinds', inList(CONFIG_MAP + item('a', 'api: { basePath: /a/v1 }') + CONFIG_MAP), [1, [A]]],
    [
      'of Rovers',
      inList(item('a', 'api: { basePath: /a/v1 }'), 'apiVersion: rover.cp.ei.telekom.de/v1\nkind: RoverList\n'),
      [1, [A]],
    ],
    [
      'of Rovers that do not repeat their kind',
      'apiVersion: rover.cp.ei.telekom.de/v1\nkind: RoverList\nitems:\n- metadata: { name: a, namespace: playground--x--y }\n  spec: { zone: z, exposures: [{ api: { basePath: /a/v1 } }] }\n',
      [1, [A]],
    ],
    [
      'in a list',
      inList(`- ${JSON.stringify({ kind: 'List', items: [ROVER_A] })}\n${item('b', 'api: { basePath: /b/v1 }')}`),
      [2, [A, B]],
    ],
    ['without items', 'apiVersion: v1\nkind: List\nitems: []\n', [0, []]],
    ['of nothing', 'apiVersion: v1\nkind: List\nitems:\n', [0, []]],
    ['of another owner', inList('- kind: Rover\n  apiVersion: example.com/v1\n  spec: 5\n'), [0, []]],
  ])('is read item by item: %s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('tells a mistake with its place in the item, and takes the other items', () => {
    const text = inList(item('a', 'api: { basePath: a }') + item('b', 'api: { basePath: /b/v1 }'));
    const reading = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(text));
    expect(reading).toMatchObject({
      ok: false,
      problems: [{ code: 'BASE_PATH', rover: 'a', line: 7, path: 'items[0].spec.exposures[0].api.basePath' }],
      exposures: [{ basePath: '/b/v1' }],
    });
  });

  it('of Rovers, whose items are not a list, is a mistake', () => {
    expect(read('apiVersion: rover.cp.ei.telekom.de/v1\nkind: RoverList\nitems: {}\n')).toEqual(['ITEMS 3']);
  });
});

describe('several documents', () => {
  it('gives the exposures of all Rovers, ignoring other documents between them', () => {
    const text = `${FLAT}spec: { zone: z, exposures: [{ basePath: /a/v1 }] }
---
apiVersion: tcp.ei.telekom.de/v1
kind: ApiSpecification
spec: { exposures: 5 }
---
---
- a list
---
apiVersion: example.com/v1
kind: Rover
spec: also not ours
---
${RESOURCE}spec: { exposures: [{ api: { basePath: /b/v1 } }] }
`;
    expect(read(text)).toEqual([{ basePath: '/a/v1', zone: 'z' }, { basePath: '/b/v1' }]);
  });

  it('takes a file without any Rover for one that declares nothing', () => {
    expect(read('kind: ConfigMap\n')).toEqual([]);
  });
});

describe('a mistake', () => {
  const exposure = (text: string): string => `${FLAT}spec:\n  exposures:\n    - { basePath: /ok/v1 }\n    - ${text}\n`;

  it.each([
    ['no version', 'kind: Rover\nspec: {}\n', ['API_VERSION 1']],
    ['a version that is not read', 'kind: Rover\napiVersion: tcp.ei.telekom.de/v2\n', ['API_VERSION 2']],
    ['no spec', `${FLAT}metadata: {}\n`, ['SPEC 1']],
    ['a spec that is a list', `${FLAT}spec: []\n`, ['SPEC 3']],
    ['exposures that are a mapping', `${FLAT}spec:\n  exposures: { api: 1 }\n`, ['EXPOSURES 4']],
    ['an exposure that is a text', exposure('/b/v1'), ['EXPOSURES 6']],
    ['an exposure that is null', exposure(''), ['EXPOSURES 6']],
    ['an api that is a text', exposure('api: /b/v1'), ['EXPOSURES 6']],
    ['no base path', exposure('{ type: api }'), ['BASE_PATH 6']],
    ['a base path misspelt', exposure('{ basepath: /b/v1, upstream: x }'), ['BASE_PATH 6']],
    ['only a base path misspelt', exposure('basepath: /b/v1'), ['BASE_PATH 6']],
    ['a base path that is a number', exposure('basePath: 5'), ['BASE_PATH 6']],
    ['a base path that is none', exposure('basePath: /a/../b'), ['BASE_PATH 6']],
    ['the same base path twice', exposure('basePath: /ok/v1/'), ['BASE_PATH 6']],
    ['a zone that is not a valid name', `${FLAT}spec:\n  zone: "a b"\n  exposures: []\n`, ['ZONE 4']],
    ['a zone that is a list', `${FLAT}spec:\n  zone: [a]\n`, ['ZONE 4']],
    [
      'several',
      `${FLAT}spec:\n  exposures:\n    - basePath: x\n    - {}\n---\n${FLAT}spec: 1\n`,
      ['BASE_PATH 5', 'BASE_PATH 6', 'SPEC 10'],
    ],
  ])('is told with its line: %s', (_, text, problems) => {
    expect(read(text)).toEqual(problems);
  });

  it('is told with what stands there, so that nothing in it can act, and with what is allowed', () => {
    const result = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(exposure(`basePath: "/a\\u202e<b>\\n${'x'.repeat(500)}"`)));
    const message = result.ok ? '' : result.problems[0]!.message;
    expect(message).toMatch(/^spec\.exposures\[1\]\.basePath is "\/a\\u202e<b>\\nx+…; allowed: a path such as/);
    expect(message.length).toBeLessThan(300);
  });

  it('never repeats the secrets of others', () => {
    const text = exposure('{ basePath: { clientSecret: hunter2 }, security: { clientSecret: hunter2 } }');
    const result = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(text));
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('is to expose more than a thousand APIs in one file', () => {
    const text = `${FLAT}spec:\n  exposures:\n${Array.from({ length: 1_002 }, (_, n) => `    - basePath: /a/v${n}\n`).join('')}`;
    expect(read(text)).toEqual(['QUOTA 1005', 'QUOTA 1006']);
    expect(read(text.replace(/(?:.*\n){2}$/, ''))).toHaveLength(1_000);
  });

  it('is told at most twenty times', () => {
    const text = `${FLAT}spec:\n  exposures:\n${'    - {}\n'.repeat(500)}`;
    expect(read(text)).toHaveLength(20);
  });
});
