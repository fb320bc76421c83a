import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { describeWith } from '../support/servers/real-process.js';
import { CHART, helm, only, render, VALUE_SETS, type Resource } from './chart.js';
import type { Fields } from './fields.js';
import { KUBERNETES_SCHEMAS, KubernetesSchemas } from './kubernetes-schemas.js';
import { brokenRules } from './pod-security.js';

const podOf = (resource: Resource): Fields =>
  resource.kind === 'Pod' ? resource['spec'] : resource['spec'].template.spec;
const deployment = (resources: Resource[]): Resource => only(resources, 'Deployment')!;
const container = (resources: Resource[]): Fields => podOf(deployment(resources))['containers'][0];
/** What the container finds as its settings. */
const settings = (resources: Resource[]): string => {
  const { configMap } = podOf(deployment(resources))['volumes'].find(({ name }: Fields) => name === 'config');
  const [{ key }] = configMap.items ?? [{ key: 'heartbeat.yaml' }];
  return resources.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap.name)!['data'][key];
};
const kinds = (resources: Resource[]): string[] => resources.map(({ kind }) => kind).toSorted();

/** Every set: what must be there whatever the values. */
const ALWAYS = ['ConfigMap', 'Deployment', 'NetworkPolicy', 'Pod', 'Service', 'ServiceAccount'];

/** What is asked of each value set. */
const EXPECTED: Readonly<Record<string, (resources: Resource[]) => void>> = {
  default: (resources) => {
    expect(kinds(resources)).toEqual(ALWAYS);
    expect(parse(settings(resources))).toEqual({ storage: { url: 'file:/var/lib/heartbeat/heartbeat.db' } });
    expect(podOf(deployment(resources))['volumes']).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '1Gi' } });
    expect(deployment(resources)['spec'].replicas).toBe(1);
    expect(container(resources)).toMatchObject({
      image: `ghcr.io/heartbeat-status/heartbeat:${version()}`,
      ports: [{ name: 'http', containerPort: 8080 }],
      startupProbe: { httpGet: { path: '/health/live', port: 'http' } },
      livenessProbe: { httpGet: { path: '/health/live', port: 'http' } },
      readinessProbe: { httpGet: { path: '/health/ready', port: 'http' } },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
    });
    expect(podOf(deployment(resources))['terminationGracePeriodSeconds']).toBe(5 + 5 + 15);
    const { resources: given } = container(resources);
    expect(given.limits.memory).toBe(given.requests.memory);
    const [names, world] = only(resources, 'NetworkPolicy')!['spec'].egress;
    expect(names).toEqual({
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    });
    const [four, six] = world.to.map(({ ipBlock }: Fields) => ipBlock);
    expect(four).toMatchObject({
      cidr: '0.0.0.0/0',
      except: expect.arrayContaining(['127.0.0.0/8', '169.254.0.0/16']),
    });
    expect(six).toMatchObject({ cidr: '::/0', except: expect.arrayContaining(['::1/128', 'fe80::/10']) });
  },
  raccoon: (resources) => {
    expect(container(resources)['volumeMounts']).toEqual(
      expect.arrayContaining([
        { name: 'secret-raccoon', mountPath: '/run/secrets/heartbeat/raccoon', readOnly: true },
        { name: 'authorities', mountPath: '/etc/ssl/internal', readOnly: true },
      ]),
    );
    expect(podOf(deployment(resources))['volumes']).toContainEqual({
      name: 'secret-raccoon',
      secret: { secretName: 'heartbeat-raccoon', defaultMode: 0o440 },
    });
    expect(container(resources)['env']).toContainEqual({
      name: 'HEARTBEAT_MIMIR_TOKEN',
      valueFrom: { secretKeyRef: { name: 'heartbeat-mimir', key: 'token' } },
    });
    expect(settings(resources)).toContain('token: ${HEARTBEAT_MIMIR_TOKEN}');
  },
  'gateway-scrape': (resources) => {
    const { ingress, egress } = only(resources, 'NetworkPolicy')!['spec'];
    const gateway = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateway' } } };
    expect(ingress).toEqual([{ ports: [{ protocol: 'TCP', port: 'http' }], from: [gateway] }]);
    expect(egress.slice(1)).toEqual([{ to: [gateway], ports: [{ protocol: 'TCP', port: 8100 }] }]);
  },
  rovers: (resources) => {
    const rovers = only(resources, 'ConfigMap', /-rovers$/)!;
    expect(Object.keys(rovers['data'])).toEqual(['echo.yaml', 'orders.yaml']);
    expect(parse(settings(resources)).apis.rovers).toBe('/etc/heartbeat/rovers');
    const claim = only(resources, 'PersistentVolumeClaim')!;
    expect(claim['spec']).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } });
    expect(podOf(deployment(resources))['volumes']).toContainEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: claim.metadata.name },
    });
    expect(deployment(resources)['spec'].strategy).toEqual({ type: 'Recreate' });
    expect(container(resources)['volumeMounts']).toContainEqual({
      name: 'rovers',
      mountPath: '/etc/heartbeat/rovers',
      readOnly: true,
    });
    expect(podOf(deployment(resources))['volumes']).toContainEqual({
      name: 'rovers',
      configMap: { name: rovers.metadata.name },
    });
  },
  several: (resources) => {
    expect(kinds(resources)).toEqual([...ALWAYS, 'HorizontalPodAutoscaler', 'PodDisruptionBudget'].toSorted());
    expect(deployment(resources)['spec']).not.toHaveProperty('replicas');
    expect(deployment(resources)['spec'].strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(only(resources, 'HorizontalPodAutoscaler')!['spec']).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: deployment(resources).metadata.name },
      minReplicas: 3,
      maxReplicas: 6,
    });
    expect(podOf(deployment(resources))).toMatchObject({
      priorityClassName: 'platform-critical',
      nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      tolerations: [{ key: 'dedicated' }],
      topologySpreadConstraints: [{ whenUnsatisfiable: 'DoNotSchedule' }],
    });
  },
  exposed: (resources) => {
    expect(kinds(resources)).toEqual([...ALWAYS, 'HTTPRoute', 'Ingress', 'PodDisruptionBudget'].toSorted());
    expect(container(resources)['ports']).toEqual([{ name: 'http', containerPort: 9000, protocol: 'TCP' }]);
    expect(podOf(deployment(resources))['terminationGracePeriodSeconds']).toBe(10 + 90 + 15);
    const service = only(resources, 'Service')!;
    expect(service['spec'].ports).toEqual([{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }]);
    const backend = { service: { name: service.metadata.name, port: { name: 'http' } } };
    expect(only(resources, 'Ingress')!['spec'].rules[0].http.paths).toEqual([
      { path: '/eni/heartbeat/v1', pathType: 'Prefix', backend },
    ]);
    expect(only(resources, 'HTTPRoute')!['spec'].rules[0].backendRefs).toEqual([
      { name: service.metadata.name, port: 80 },
    ]);
  },
  watched: (resources) => {
    const dashboard = only(resources, 'ConfigMap', /-dashboard$/)!;
    expect(dashboard.metadata['labels']).toMatchObject({ grafana_dashboard: '1', team: 'platform' });
    expect(JSON.parse(dashboard['data']['heartbeat.json'])).toEqual(
      JSON.parse(chartFile('files/heartbeat-dashboard.json')),
    );
    const monitor = only(resources, 'ServiceMonitor')!;
    expect(monitor.metadata['labels']).toMatchObject({ release: 'kube-prometheus-stack' });
    expect(monitor['spec'].endpoints).toEqual([
      { port: 'http', path: '/metrics', interval: '30s', scrapeTimeout: '10s' },
    ]);
    expect(only(resources, 'Service')!.metadata['labels']).toMatchObject(monitor['spec'].selector.matchLabels);
    const written: Fields[] = parse(chartFile('files/heartbeat.rules.yaml')).groups[0].rules;
    const rendered: Fields[] = only(resources, 'PrometheusRule')!['spec'].groups[0].rules;
    const left = written.filter(({ alert }) => alert !== 'HeartbeatUnmappedSeries');
    expect(left).toHaveLength(written.length - 1);
    const asAsked = left.map(({ labels, annotations, ...rule }) => ({
      ...rule,
      labels: { ...labels, team: 'platform' },
      annotations: {
        ...annotations,
        runbook_url: annotations.runbook_url.replace(/^[^#]*/, 'https://wiki.example.com/heartbeat/runbook'),
      },
    }));
    expect(rendered).toEqual(asAsked);
  },
  extended: (resources) => {
    expect(kinds(resources)).toEqual(
      [...ALWAYS, 'PodDisruptionBudget', 'PrometheusRule', 'Role', 'Secret', 'ServiceMonitor'].toSorted(),
    );
    const names = resources.filter(({ kind }) => kind === 'Secret' || kind === 'Role').map(({ metadata }) => metadata);
    expect(names.map(({ name }) => name).toSorted()).toEqual(['beat-heartbeat-reader', 'beat-tokens']);
    const written = deployment(resources);
    expect(written.metadata['annotations']).toEqual({
      owner: 'platform@example.com',
      'reloader.stakater.com/auto': 'true',
    });
    expect(written['spec']).toMatchObject({
      revisionHistoryLimit: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        metadata: { annotations: { owner: 'on-call@example.com' }, labels: { team: 'platform', tier: 'edge' } },
      },
    });
    expect(podOf(written)).toMatchObject({
      imagePullSecrets: [{ name: 'mirror' }, { name: 'shared' }, { name: 'own' }],
      runtimeClassName: 'gvisor',
      schedulerName: 'spread',
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['10.0.0.10'], options: [{ name: 'ndots', value: '1' }] },
      hostAliases: [{ ip: '10.1.2.3', hostnames: ['gateway.internal'] }],
      initContainers: [{ name: 'wait-for-gateway' }],
      containers: [
        { name: 'heartbeat', image: 'mirror.example.com/platform/heartbeat:1.2.3' },
        { name: 'proxy', env: [{ name: 'UPSTREAM', value: 'beat-heartbeat:8080' }] },
      ],
    });
    expect(only(resources, 'NetworkPolicy')!['spec'].ingress[1]).toEqual({
      ports: [{ protocol: 'TCP', port: 'proxy' }],
    });
    const service = only(resources, 'Service')!;
    expect(service.metadata['labels']).toMatchObject({ exposed: 'yes', team: 'platform' });
    expect(service['spec']).toMatchObject({
      type: 'LoadBalancer',
      ports: [{ port: 8080, nodePort: 30080 }],
      externalTrafficPolicy: 'Local',
      loadBalancerClass: 'example.com/internal',
    });
    expect(only(resources, 'PodDisruptionBudget')!['spec']).toMatchObject({ minAvailable: '50%' });
    expect(only(resources, 'PodDisruptionBudget')!['spec']).not.toHaveProperty('maxUnavailable');
    const monitor = only(resources, 'ServiceMonitor')!;
    expect(monitor.metadata).toMatchObject({
      namespace: 'monitoring',
      annotations: { owner: 'monitoring@example.com' },
    });
    expect(monitor['spec']).toMatchObject({
      namespaceSelector: { matchNames: ['apis'] },
      jobLabel: 'app.kubernetes.io/name',
      targetLabels: ['team'],
      endpoints: [
        {
          honorLabels: true,
          relabelings: [{ action: 'replace', targetLabel: 'cluster', replacement: 'playground' }],
          metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'nodejs_.*' }],
        },
      ],
    });
    const groups: Fields[] = only(resources, 'PrometheusRule')!['spec'].groups;
    expect(groups.map(({ name }) => name)).toEqual(['heartbeat', 'platform']);
  },
  elsewhere: (resources) => {
    const own = only(resources, 'ConfigMap', /^(?!.*-rovers$)/)!;
    expect(own.metadata.name).toBe('platform-settings');
    const pod = podOf(deployment(resources));
    expect(pod['volumes'].find(({ name }: Fields) => name === 'config')).toEqual({
      name: 'config',
      configMap: { name: 'platform-settings', items: [{ key: 'playground.yaml', path: 'heartbeat.yaml' }] },
    });
    expect(container(resources)['ports']).toEqual([{ name: 'http', containerPort: 9090, protocol: 'TCP' }]);
    expect(pod['terminationGracePeriodSeconds']).toBe(5 + 20 + 15);
    expect(deployment(resources)['spec'].template.metadata).not.toHaveProperty('annotations');
  },
  large: (resources) => {
    expect(kinds(resources)).toEqual(['ConfigMap', 'Deployment', 'Pod', 'Service']);
    expect(container(resources)['image']).toMatch(/^registry\.example\.com\/platform\/heartbeat@sha256:[0-9a-f]{64}$/);
    expect(podOf(deployment(resources))).toMatchObject({
      serviceAccountName: 'heartbeat-reader',
      imagePullSecrets: [{ name: 'registry' }],
      terminationGracePeriodSeconds: 60,
      volumes: expect.arrayContaining([{ name: 'rovers', configMap: { name: 'all-rovers' } }]),
    });
    expect(parse(settings(resources)).apis.maximum).toBe(1_000_000);
    expect(settings(resources)).toContain('maximum: 1000000\n');
  },
};

function chartFile(name: string): string {
  return readFileSync(join(CHART, name), 'utf8');
}

function version(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}

/** Lays out what the container would find, below a folder, and gives the settings with the paths moved there. */
function layOut(resources: Resource[], folder: string): { file: string; environment: Record<string, string> } {
  const rovers = only(resources, 'ConfigMap', /-rovers$/);
  const mounts: string[] = container(resources)['volumeMounts'].map(({ mountPath }: Fields) => mountPath);
  const text = settings(resources);
  const below = new RegExp(`(?:${mounts.join('|')})(?:/[\\w./-]+)?`, 'g');
  for (const mount of mounts) mkdirSync(join(folder, mount), { recursive: true });
  for (const [path] of text.matchAll(below))
    if (!mounts.includes(path)) writeFileSync(join(folder, path), 'x'.repeat(16));
  for (const [name, rover] of Object.entries<string>(rovers?.['data'] ?? {})) {
    writeFileSync(join(folder, '/etc/heartbeat/rovers', name), rover);
  }
  const file = join(folder, '/etc/heartbeat/config/heartbeat.yaml');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    text.replaceAll(below, (path) => join(folder, path)),
  );
  const environment = container(resources)['env'].map(({ name, value }: Fields) => [name, value ?? 'not-a-secret']);
  return { file, environment: Object.fromEntries(environment) };
}

describeWith(['helm'], 'the chart', () => {
  it('has the version of the package', () => {
    expect(parse(chartFile('Chart.yaml'))).toMatchObject({ version: version(), appVersion: version() });
  });

  it('is tried with every set, and every set has its expectations', () => {
    expect([...VALUE_SETS.keys()].toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it('rolls its Pods when the settings change, and not when a Rover does', () => {
    const rovers = (text: string): object => ({ config: {}, rovers: { files: { 'a.yaml': text } } });
    const sum = (values: object): string =>
      deployment(render(values))['spec'].template.metadata.annotations['checksum/config'];
    expect(sum({ config: { environment: 'a' } })).not.toBe(sum({ config: { environment: 'b' } }));
    expect(sum(rovers('kind: Rover'))).toBe(sum(rovers('kind: Other')));
  });

  it('asks for as much as the documentation says, by default and for 100 000 base paths', () => {
    const rows = readFileSync('docs/sizing.md', 'utf8').matchAll(/^\| up to ([\d ]+\d)[^|]*\| (\S+ \w)iB +\| (\d+)/gm);
    const told = new Map([...rows].map(([, paths, memory, processor]) => [paths, [memory, processor]]));
    const asked = (values: string): unknown[] => {
      const { memory, cpu } = container(render(values))['resources'].requests;
      return [memory.replace(/i$/, '').replace(/(?=[MG])/, ' '), cpu.replace('m', '')];
    };
    expect(asked(VALUE_SETS.get('default')!)).toEqual(told.get('5 000'));
    expect(asked(VALUE_SETS.get('large')!)).toEqual(told.get('100 000'));
  });

  it('takes the values of the documentation', () => {
    const blocks = [...readFileSync('docs/install.md', 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)];
    expect(blocks.length).toBeGreaterThan(1);
    for (const [, values] of blocks) expect(render(parse(values!)).length).toBeGreaterThan(5);
  });

  it('leaves the settings as they are where they name the directories of Rovers and data', () => {
    const config = {
      storage: { url: 'file:/data/x.db' },
      apis: { rovers: '/rovers', basePaths: ['/eni/echo/v1'] },
      environment: 'on: off',
    };
    expect(parse(settings(render({ config, rovers: { files: { 'a.yaml': 'x' } } })))).toEqual(config);
  });
});

describeWith(['helm', ...KUBERNETES_SCHEMAS], 'the chart rendered with', () => {
  const schemas = new KubernetesSchemas();

  it.each(Object.entries(EXPECTED))('%s is what was asked for', (name, expectations) => {
    expectations(render(VALUE_SETS.get(name)!));
  });

  it.each([...VALUE_SETS])('%s passes helm lint --strict', (_, file) => {
    const { status, stdout, stderr } = helm(['lint', '--strict', CHART, '--kube-version', '1.30.0'], file);
    expect({ status, output: `${stdout}${stderr}` }).toMatchObject({ status: 0 });
  });

  it.each([...VALUE_SETS])('%s is what Kubernetes takes', (_, file) => {
    for (const kubernetes of ['1.30.0', '1.34.0']) {
      const resources = render(file, kubernetes);
      expect(resources.flatMap((each) => schemas.mistakesIn(each))).toEqual([]);
      const others = resources.filter(({ metadata }) => metadata['namespace'] !== 'apis').map(({ kind }) => kind);
      expect(others).toEqual(others.filter((kind) => kind === 'ServiceMonitor'));
    }
  });

  it.each([...VALUE_SETS])('%s is restricted', (_, file) => {
    const pods = render(file).filter(({ kind }) => kind === 'Deployment' || kind === 'Pod');
    expect(pods).toHaveLength(2);
    for (const pod of pods.map(podOf)) {
      expect(brokenRules(pod)).toEqual([]);
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect(pod['securityContext'].runAsUser).toBeGreaterThan(10_000);
      for (const each of [...(pod['initContainers'] ?? []), ...pod['containers']])
        expect(each.securityContext.readOnlyRootFilesystem).toBe(true);
    }
  });

  it.each([...VALUE_SETS])('%s mounts what it names, once', (_, file) => {
    const pod = podOf(deployment(render(file)));
    const mounted: string[] = pod['containers'][0].volumeMounts.map(({ name }: Fields) => name);
    expect(mounted.toSorted()).toEqual(pod['volumes'].map(({ name }: Fields) => name).toSorted());
    expect(new Set(mounted).size).toBe(mounted.length);
  });

  it.each([...VALUE_SETS])('%s has settings that heartbeat check-config takes', (_, file) => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
    const laid = layOut(render(file), folder);
    const { PATH = '' } = process.env;
    const result = spawnSync(process.execPath, ['dist/cli/heartbeat.js', 'check-config', laid.file], {
      encoding: 'utf8',
      env: { PATH, ...laid.environment },
    });
    rmSync(folder, { recursive: true });
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('nonsense is seen by the schemas of Kubernetes', () => {
    const resources = render(VALUE_SETS.get('watched')!);
    const broken = (kind: string, path: string, value: unknown): string[] => {
      const copy = structuredClone(only(resources, kind)!) as Fields;
      const keys = path.split('.');
      const parent = keys.slice(0, -1).reduce((each, key) => each[key], copy);
      parent[keys.at(-1)!] = value;
      return schemas.mistakesIn(copy as Resource);
    };
    expect(broken('Deployment', 'spec.replicas', 'three')).toHaveLength(1);
    expect(broken('Deployment', 'spec.template.spec.containerz', [])).toHaveLength(1);
    expect(broken('NetworkPolicy', 'spec.egress', {})).toHaveLength(1);
    expect(broken('ServiceMonitor', 'spec.endpoints', [{ prot: 'http' }])).toHaveLength(1);
    expect(broken('PrometheusRule', 'spec.groups', [{ name: 'x', rules: [{ alert: 'x' }] }])).toHaveLength(1);
    expect(broken('Service', 'apiVersion', 'v2')).toEqual(['v2 Service is no kind that is known']);
  });
});
