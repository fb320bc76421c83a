import { createServer, get, type Server } from 'node:http';

const BROKEN_FOR_MS = 60_000;
const CYCLE_MS = 180_000;

/** How a demonstration API behaves: the status it answers, `now` being milliseconds since the demonstration began. */
export interface DemoBehaviour {
  readonly basePath: string;
  readonly route: string;
  readonly about: string;
  status(nowMs: number): number;
  /** Requests a second that are sent to it. */
  readonly rate: number;
}

/** One that works, one that fails, one that is called once, and one that breaks for a minute every three. */
export const DEMO_BEHAVIOURS: readonly DemoBehaviour[] = [
  { basePath: '/demo/works/v1', route: 'demo-works-v1', about: 'works', status: () => 200, rate: 4 },
  {
    basePath: '/demo/fails/v1',
    route: 'demo-fails-v1',
    about: 'answers 503 to every fourth request',
    status: everyFourth(),
    rate: 4,
  },
  {
    basePath: '/demo/idle/v1',
    route: 'demo-idle-v1',
    about: 'is called once and never again',
    status: () => 200,
    rate: 0,
  },
  {
    basePath: '/demo/flaky/v1',
    route: 'demo-flaky-v1',
    about: 'breaks for a minute, every three minutes',
    status: (nowMs) => (nowMs % CYCLE_MS >= CYCLE_MS - BROKEN_FOR_MS ? 500 : 200),
    rate: 4,
  },
];

function everyFourth(): () => number {
  let requests = 0;
  return () => (++requests % 4 === 0 ? 503 : 200);
}

/** The server of one API. */
export function createDemoApi(behaviour: DemoBehaviour, nowMs: () => number): Server {
  return createServer((_, response) => response.writeHead(behaviour.status(nowMs())).end(`${behaviour.about}\n`));
}

/** Sends one request through the gateway, which counts its outcome. */
export function callOnce(gatewayPort: number, basePath: string): void {
  const call = get({ host: '127.0.0.1', port: gatewayPort, path: `${basePath}/`, timeout: 2_000 });
  call.on('response', (response) => response.resume());
  call.on('timeout', () => call.destroy());
  call.on('error', () => undefined);
}
