import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const CLIENTS = 32;

interface Tally {
  answered: number;
  closedByServer: number;
  readonly failures: string[];
}

/** One request; a kept connection that the server closed before anything was sent is no failure: it is tried again. */
async function ask(url: string, agent: Agent, tally: Tally): Promise<void> {
  const first = await askOnce(url, agent, tally);
  const second = first === 'closed while idle' ? await askOnce(url, agent, tally) : first;
  if (second !== 'answered') tally.failures.push(second);
}

function askOnce(url: string, agent: Agent, tally: Tally): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.headers.connection === 'close') tally.closedByServer++;
        if (response.statusCode === 200) tally.answered++;
        resolve(response.statusCode === 200 ? 'answered' : `status ${response.statusCode}`);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const idle = request.reusedSocket && error.code === 'ECONNRESET';
      resolve(idle ? 'closed while idle' : (error.code ?? error.message));
    });
  });
}

it('fails no request of keep-alive clients when it is told to end under load', async () => {
  const service = await HeartbeatService.start({ http: { drain: '3s' }, apis: { basePaths: ['/eni/echo/v1'] } });
  const tally: Tally = { answered: 0, closedByServer: 0, failures: [] };
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  let readyStatus = 200;
  const going = new AbortController();
  const client = async (index: number): Promise<void> => {
    const paths = ['/heartbeats?basepath=/eni/echo/v1', '/heartbeats', '/heartbeats/details?basepath=/eni/echo/v1'];
    while (!going.signal.aborted) await ask(`${service.url}${paths[index % paths.length]}`, agent, tally);
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) => client(index));
  await sleep(1_000);
  const before = tally.answered;
  service.process.signal('SIGTERM');
  await eventually('readiness off', 2_000, async () => {
    readyStatus = (await fetch(`${service.url}/health/ready`)).status;
    return readyStatus === 503;
  });
  await sleep(1_500);
  // A load balancer has turned away by now; whoever still comes is still served.
  going.abort();
  await Promise.all(clients);
  agent.destroy();
  const output = await eventually(
    'the end',
    10_000,
    async () => service.process.output.includes('"stopped"') && service.process.output,
  );
  expect(tally.failures).toEqual([]);
  expect(tally.answered - before).toBeGreaterThan(1_000);
  expect(tally.closedByServer).toBeGreaterThan(1_000);
  expect(output).not.toContain('"level":"error"');
  await service.process.remove();
}, 60_000);
