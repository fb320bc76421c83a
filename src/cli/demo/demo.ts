import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeartbeatSettings } from '../../config/heartbeat.settings.js';
import { startHeartbeat, type RunningHeartbeat } from '../../service.js';
import { SystemClock } from '../../platform/clock/system-clock.js';
import { readSettings } from '../../platform/settings/read-settings.js';
import { EXIT } from '../exit-codes.js';
import { callOnce, createDemoApi, DEMO_BEHAVIOURS } from './demo-apis.js';
import { DemoGateway } from './demo-gateway.js';
import { DemoLog } from './demo-log.js';
import { sharedAbort } from '../../platform/clock/shared-abort.js';

const TICK_MS = 250;
const GATEWAY_PORT = 8_000;
const HEARTBEAT_PORT = 8_080;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Listens at the given port of loopback, or at a free one if that is taken. */
async function listen(server: Server, wishedPort: number): Promise<number> {
  const attempt = (port: number): Promise<unknown> => {
    server.listen(port, '127.0.0.1');
    return once(server, 'listening');
  };
  await attempt(wishedPort).catch(() => attempt(0));
  return (server.address() as AddressInfo).port;
}

/** Starts the APIs and the gateway in front of them; what has been started is in `servers`, even after an error. */
async function startGateway(clock: SystemClock, servers: Server[]): Promise<number> {
  const startMs = clock.now().monotonicMs;
  const start = (server: Server, port: number): Promise<number> => {
    servers.push(server);
    return listen(server, port);
  };
  const apis = [];
  for (const behaviour of DEMO_BEHAVIOURS) {
    const server = createDemoApi(behaviour, () => clock.now().monotonicMs - startMs);
    apis.push({ ...behaviour, port: await start(server, 0) });
  }
  return start(new DemoGateway(apis, clock.now().wallMs).createServer(), GATEWAY_PORT);
}

/** Steady traffic until stopped: each API gets its rate, spread over the ticks. */
async function sendTraffic(gatewayPort: number, clock: SystemClock, signal: AbortSignal): Promise<void> {
  for (const { basePath, rate } of DEMO_BEHAVIOURS) if (rate === 0) callOnce(gatewayPort, basePath);
  while (!signal.aborted) {
    for (const { basePath, rate } of DEMO_BEHAVIOURS) {
      for (let sent = 0; sent < (rate * TICK_MS) / 1_000; sent++) callOnce(gatewayPort, basePath);
    }
    await clock.sleep(TICK_MS, signal);
  }
}

function settingsFor(gatewayPort: number, port: number): HeartbeatSettings {
  const plain = {
    http: { port, host: '127.0.0.1', drain: '0s' },
    window: { length: '1m', bucket: '5s' },
    evaluation: { every: '2s' },
    apis: { basePaths: DEMO_BEHAVIOURS.map((each) => each.basePath) },
    sources: [
      {
        kind: 'gateway-scrape',
        name: 'demo',
        dialect: 'kong',
        scrapeEvery: '2s',
        keepPages: false,
        urls: [`http://127.0.0.1:${gatewayPort}/metrics`],
      },
    ],
  };
  return readSettings(HeartbeatSettings, plain, { environment: {}, folder: '.' });
}

/** On its usual port, or on a free one where that is taken. */
async function startService(gatewayPort: number): Promise<RunningHeartbeat> {
  const port = await portOrAny(HEARTBEAT_PORT);
  if (port !== HEARTBEAT_PORT) say(`Port ${HEARTBEAT_PORT} is taken: Heartbeat takes ${port}.`);
  return startHeartbeat(settingsFor(gatewayPort, port), new DemoLog(say));
}

async function portOrAny(wished: number): Promise<number> {
  const server = createServer();
  const port = await listen(server, wished);
  server.close();
  await once(server, 'close');
  return port;
}

function explain(gatewayPort: number, url: string): void {
  say(`A small gateway runs at http://127.0.0.1:${gatewayPort}, its metrics at /metrics. Behind it:`);
  for (const { basePath, about } of DEMO_BEHAVIOURS) say(`  ${basePath.padEnd(16)} ${about}`);
  say(`Heartbeat watches it at ${url}, over a window of one minute instead of five. Try:`);
  say(`  curl '${url}/heartbeats'`);
  say(`  curl '${url}/heartbeats?basepath=/demo/works/v1'`);
  say(`  curl '${url}/heartbeats?status=DOWN'`);
  say(`  curl '${url}/heartbeats/details?basepath=/demo/fails/v1'`);
  say(`and ${url}/api-docs in a browser. UP, DOWN and UNKNOWN show within seconds. Ctrl-C stops everything.`);
}

/** Runs until a signal, or until its output is closed; leaves nothing running, even after an error. */
async function demo(): Promise<void> {
  const clock = new SystemClock();
  const stop = sharedAbort();
  const servers: Server[] = [];
  // Not once: npm passes a Ctrl-C on to us that the terminal has sent us already.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  process.stdout.on('error', () => stop.abort());
  try {
    const gatewayPort = await startGateway(clock, servers);
    const traffic = sendTraffic(gatewayPort, clock, stop.signal);
    const heartbeat = await startService(gatewayPort);
    explain(gatewayPort, heartbeat.url);
    await traffic;
    await heartbeat.stop();
  } finally {
    stop.abort();
    for (const server of servers) server.close().closeAllConnections();
  }
  say('stopped');
}

try {
  await demo();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = EXIT.fault;
}
