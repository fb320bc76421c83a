import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { describeWith } from '../support/servers/real-process.js';
import { CHART, helm, only, render } from './chart.js';
import type { Fields } from './fields.js';

const VALUES = readFileSync(join(CHART, 'values.yaml'), 'utf8');

/** Values that are wrong, and what the message must name. */
const WRONG: readonly (readonly [name: string, values: object, names: RegExp])[] = [
  ['an unknown value', { notKnown: 3 }, /\nnotKnown is not a value of this chart\n/],
  [
    'a name that another chart has',
    { replicas: 3 },
    /\nreplicas is not a value of this chart \(did you mean replicaCount\?\)/,
  ],
  ['a value that is mistyped', { ingres: { enabled: true } }, /\(did you mean ingress\?\)/],
  ['a value below another that is mistyped', { ingress: { clasName: 'x' } }, /\(did you mean ingress\.className\?\)/],
  [
    'a value below another that is like none',
    { image: { x: 1 } },
    /image\.x .*; allowed: digest, pullPolicy, registry,/,
  ],
  [
    'several mistakes, each of them',
    { sidecars: [], hostAlias: [] },
    /extraContainers[^]*hostAliases|hostAliases[^]*extraContainers/,
  ],
  ['a value of a list that is unknown', { ingress: { hosts: [{ hots: 'x', paths: [{ path: '/' }] }] } }, /hots/],
  ['a name that no Service can have', { fullnameOverride: '1abc' }, /fullnameOverride/],
  ['a name with a dot', { fullnameOverride: 'a.b' }, /fullnameOverride/],
  ['a name that ends with a hyphen', { nameOverride: 'beat-' }, /nameOverride/],
  ['settings from two places', { existingSettings: { configMap: 'a', secret: 'b' } }, /exclude each other/],
  [
    'settings both here and elsewhere',
    { existingSettings: { secret: 'a' }, config: { environment: 'x', apis: {}, http: { port: 9090 } } },
    /move config\.apis, config\.environment there/,
  ],
  ['a second container of our name', { extraContainers: [{ name: 'heartbeat' }] }, /extraContainers/],
  ['a Service that selects other Pods', { service: { extraSpec: { selector: {} } } }, /extraSpec/],
  ['a strategy that is none', { updateStrategy: { type: 'Replace' } }, /updateStrategy/],
  ['an unknown setting', { config: { htpp: {} } }, /htpp/],
  ['a setting beyond its limits', { config: { evaluation: { threshold: 2 } } }, /threshold/],
  ['a source without a dialect', { config: { sources: [{ kind: 'raccoon', name: 'a', url: 'http://a' }] } }, /dialect/],
  [
    'a secret in plain text',
    {
      config: {
        sources: [
          { kind: 'raccoon', name: 'a', url: 'http://a', dialect: 'kong', auth: { bearer: { token: 'hunter2' } } },
        ],
      },
    },
    /token/,
  ],
  ['a port that needs privileges', { config: { http: { port: 80 } } }, /port/],
  ['a port by a variable', { config: { http: { port: '${HEARTBEAT_PORT}' } } }, /port/],
  ['an address that nobody reaches', { config: { http: { host: '127.0.0.1' } } }, /host/],
  ['a drain that is not known', { config: { http: { drain: '${HEARTBEAT_DRAIN}' } } }, /drain/],
  [
    'a grace period that cuts the drain',
    { config: { http: { drain: '30s' } }, terminationGracePeriodSeconds: 30 },
    /terminationGracePeriodSeconds is 30; .* need 45/,
  ],
  ['Rovers from two places', { rovers: { files: { 'a.yaml': 'x' }, existingConfigMap: 'b' } }, /exclude each other/],
  ['a Rover file that is not watched', { rovers: { files: { 'a.txt': 'x' } } }, /a\.txt/],
  ['several Pods that would share a data folder', { persistence: { enabled: true }, replicaCount: 2 }, /replicaCount/],
  [
    'scaling of what has a data folder',
    { persistence: { enabled: true }, autoscaling: { enabled: true } },
    /autoscaling/,
  ],
  [
    'several Pods of which each would know other Rovers',
    { config: { access: { tokens: [{ name: 'a', tokenFile: '/a', basePaths: ['/a/*'] }] } }, replicaCount: 2 },
    /replicaCount/,
  ],
  ['a digest that is none', { image: { digest: 'latest' } }, /digest/],
  ['a runbook without an address', { prometheusRule: { runbookUrl: 'docs/runbook.md' } }, /runbookUrl/],
  ['a log level that is none', { logLevel: 'loud' }, /logLevel/],
  ['the place of the settings in the environment', { env: [{ name: 'HEARTBEAT_CONFIG', value: '/x' }] }, /env/],
  ['a secret file that leaves its folder', { secretFiles: [{ name: '../x', secretName: 'x' }] }, /secretFiles/],
  ['an HTTPRoute without a Gateway', { httpRoute: { enabled: true } }, /parentRefs/],
  ['CPU beyond 100 per cent', { autoscaling: { targetCPUUtilizationPercentage: 170 } }, /targetCPU/],
];

describeWith(['helm'], 'the chart refuses', () => {
  it.each(WRONG)('%s', (_, values, names) => {
    expect(() => render(values)).toThrow(names);
  });

  it('an old Kubernetes', () => {
    expect(() => render({}, '1.29.9')).toThrow(/kubeVersion/);
  });

  it('nothing that its own values.yaml says, which is what it takes without any', () => {
    expect(render(parse(VALUES))).toEqual(render({}));
  });
});

describeWith(['helm'], 'the chart takes', () => {
  const container = (values: object): Fields => only(render(values), 'Deployment')!['spec'].template.spec;

  it('settings from a Secret', () => {
    const { volumes } = container({ existingSettings: { secret: 'ours', key: 'x' } });
    const secret = { secretName: 'ours', defaultMode: 0o440, items: [{ key: 'x', path: 'heartbeat.yaml' }] };
    expect(volumes).toContainEqual({ name: 'config', secret });
    expect(only(render({ existingSettings: { secret: 'ours' } }), 'ConfigMap')).toBeUndefined();
  });

  it('another namespace for everything', () => {
    const everything = { namespaceOverride: 'other', serviceMonitor: { enabled: true }, dashboard: { enabled: true } };
    expect(new Set(render(everything).map(({ metadata }) => metadata['namespace']))).toEqual(new Set(['other']));
  });

  it('labels and annotations on every resource', () => {
    const common = { commonLabels: { team: 'a' }, commonAnnotations: { owner: 'b' }, dashboard: { enabled: true } };
    const resources = render(common).filter(({ metadata }) => !metadata['annotations']?.['helm.sh/hook']);
    expect(resources.length).toBeGreaterThan(5);
    for (const { metadata } of resources) {
      expect(metadata).toMatchObject({ labels: { team: 'a' }, annotations: { owner: 'b' } });
    }
  });

  it('what a chart that contains it says to all its parts, and the condition of a dependency', () => {
    const global = { imageRegistry: 'mirror', storageClass: 'fast', other: { deep: true } };
    expect(container({ global: null })['containers'][0].image).toMatch(/^ghcr\.io\//);
    expect(container({ global, enabled: true })['containers'][0].image).toMatch(
      /^mirror\/heartbeat-status\/heartbeat:/,
    );
  });

  it('a release whose name begins with a digit only with another name', () => {
    const named = (values: object): string =>
      helm(['template', '1abc', CHART, '--kube-version', '1.30.0'], values).stderr.trim();
    expect(named({})).toContain('the resources would be called 1abc-heartbeat');
    expect(named({ fullnameOverride: 'beat' })).toBe('');
  });
});

describe("the schema of the chart's values", () => {
  const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const isRight = (values: object): boolean => validate(values) as boolean;

  it('is strict for an editor, which sees a part of the values', () => {
    expect([{}, { replicaCount: 2 }, { ingress: { className: 'x' } }, { enabled: true }].map(isRight)).toEqual(
      Array(4).fill(true),
    );
    expect([{ replicas: 2 }, { ingress: { clasName: 'x' } }, { image: { tags: 'x' } }].map(isRight)).toEqual(
      Array(3).fill(false),
    );
  });

  it('leaves unknown values to the template where Helm has put the defaults in', () => {
    const all = parse(VALUES) as Fields;
    expect(isRight({ ...all, replicas: 2 })).toBe(true);
    expect(isRight({ ...all, replicaCount: 'two' })).toBe(false);
  });
});
