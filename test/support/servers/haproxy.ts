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

/** A real HAProxy with one backend for each API and its own exporter. */
export async function startHaproxy(
  routes: readonly GatewayRoute[],
  ports?: { gateway: number; metrics: number },
): Promise<Gateway> {
  const gateway = ports?.gateway ?? (await freePort());
  const metrics = ports?.metrics ?? (await freePort());
  const process = new RealProcess(findProgram('haproxy')!, (folder) => {
    writeFileSync(join(folder, 'haproxy.cfg'), configuration(routes, gateway, metrics));
    return ['-f', join(folder, 'haproxy.cfg'), '-db'];
  });
  await process.start(() => answers(`http://127.0.0.1:${metrics}/metrics`));
  return { url: `http://127.0.0.1:${gateway}`, metrics: `127.0.0.1:${metrics}`, process };
}

function configuration(routes: readonly GatewayRoute[], gateway: number, metrics: number): string {
  const lines = [
    'global',
    '  maxconn 1000',
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 30s',
    '  timeout server 5s',
    'frontend gateway',
    `  bind 127.0.0.1:${gateway}`,
    ...routes.map(
      (each) => `  use_backend ${each.name} if { path_beg ${each.basePath}/ } || { path ${each.basePath} }`,
    ),
    'frontend metrics',
    `  bind 127.0.0.1:${metrics}`,
    '  http-request use-service prometheus-exporter if { path /metrics }',
  ];
  for (const { name, server } of routes) lines.push(`backend ${name}`, `  server one ${server}`);
  return `${lines.join('\n')}\n`;
}
