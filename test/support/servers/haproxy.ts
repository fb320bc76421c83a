import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { answers, findProgram, RealProcess } from './real-process.js';

/** An API behind the gateway. */
export interface GatewayRoute {
  readonly basePath: string;
  /** Name of the backend, made forward from the base path by the test's own hand. */
  readonly name: string;
  /** `host:port`. */
  readonly server: string;
}

/** A running gateway. */
export interface Gateway {
  readonly url: string;
  /** `host:port` of its metrics page. */
  readonly metrics: string;
  readonly process: RealProcess;
}

/** A running load balancer. */
export interface Balancer {
  readonly url: string;
  readonly process: RealProcess;
  /** How many instances it sends requests to now. */
  instancesUp(): Promise<number>;
}

/** A real HAProxy with one backend for each API and its own exporter. */
export async function startHaproxy(
  routes: readonly GatewayRoute[],
  ports?: { gateway: number; metrics: number },
): Promise<Gateway> {
  const gateway = ports?.gateway ?? (await freePort());
  const metrics = ports?.metrics ?? (await freePort());
  const process = await startWith(
    [
      `  timeout server 5s`,
      'frontend gateway',
      `  bind 127.0.0.1:${gateway}`,
      ...routes.map(
        (each) => `  use_backend ${each.name} if { path_beg ${each.basePath}/ } || { path ${each.basePath} }`,
      ),
      ...exporterAt(metrics),
      ...routes.flatMap(({ name, server }) => [`backend ${name}`, `  server one ${server}`]),
    ],
    metrics,
  );
  return { url: `http://127.0.0.1:${gateway}`, metrics: `127.0.0.1:${metrics}`, process };
}

/** A real HAProxy that spreads requests over the instances whose `/health/ready` answers 200. */
export async function startBalancer(instances: readonly string[]): Promise<Balancer> {
  const [port, metrics] = [await freePort(), await freePort()];
  const process = await startWith(
    [
      '  timeout server 30s',
      'frontend balancer',
      `  bind 127.0.0.1:${port}`,
      '  default_backend instances',
      ...exporterAt(metrics),
      'backend instances',
      '  balance roundrobin',
      '  timeout check 2s',
      '  option httpchk GET /health/ready',
      ...instances.map((each, index) => `  server instance${index} ${each} check inter 200ms fall 2 rise 1`),
    ],
    metrics,
  );
  const instancesUp = async (): Promise<number> => {
    const page = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    return [...page.matchAll(/^haproxy_server_status\{[^}]*state="UP"[^}]*\} 1$/gm)].length;
  };
  return { url: `http://127.0.0.1:${port}`, process, instancesUp };
}

/** A real HAProxy that answers every request by 200, over TLS, to those alone who have a certificate signed by `clientsCa`. */
export async function startHaproxyForClients(
  { cert, key }: { readonly cert: string; readonly key: string },
  clientsCa: string,
): Promise<{ readonly url: string; readonly process: RealProcess }> {
  const [port, metrics] = [await freePort(), await freePort()];
  const process = await startWith(
    [
      'frontend clients',
      `  bind 127.0.0.1:${port} ssl crt gateway.pem ca-file clients.pem verify required`,
      '  http-request return status 200 content-type text/plain string ok',
      ...exporterAt(metrics),
    ],
    metrics,
    { 'gateway.pem': `${cert}${key}`, 'clients.pem': clientsCa },
  );
  return { url: `https://127.0.0.1:${port}`, process };
}

function exporterAt(port: number): string[] {
  return [
    'frontend metrics',
    `  bind 127.0.0.1:${port}`,
    '  http-request use-service prometheus-exporter if { path /metrics }',
  ];
}

async function startWith(
  lines: readonly string[],
  metrics: number,
  files: Readonly<Record<string, string>> = {},
): Promise<RealProcess> {
  const defaults = (folder: string): string[] => [
    'global',
    '  maxconn 1000',
    `  crt-base ${folder}`,
    `  ca-base ${folder}`,
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 30s',
  ];
  const process = new RealProcess(findProgram('haproxy')!, (folder) => {
    writeFileSync(join(folder, 'haproxy.cfg'), `${[...defaults(folder), ...lines].join('\n')}\n`);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return ['-f', join(folder, 'haproxy.cfg'), '-db'];
  });
  return process.start(() => answers(`http://127.0.0.1:${metrics}/metrics`));
}
