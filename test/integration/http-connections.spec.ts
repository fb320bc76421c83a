import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';

const MOST = 1_000;

interface Answered {
  readonly status: number;
  readonly connection: string | undefined;
  /** Our own port of the connection. */
  readonly port: number;
}

describe('a connection that is kept', () => {
  let service: HeartbeatService;

  beforeAll(async () => {
    service = await HeartbeatService.start({ apis: { basePaths: ['/eni/echo/v1'] } });
  }, 30_000);

  afterAll(() => service.process.remove());

  it.each(['/heartbeats?basepath=/eni/echo/v1', '/heartbeats/details?basepath=/eni/echo/v1'])(
    'serves %s a thousand times, says with the last answer that it ends, and no request fails',
    async (path) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const answers: Answered[] = [];
      for (let request = 0; request < 2 * MOST + 1; request++) answers.push(await ask(`${service.url}${path}`, agent));
      agent.destroy();
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ port }) => port)).size).toBe(3);
      const ending = answers.flatMap(({ connection }, index) => (connection === 'close' ? [index + 1] : []));
      expect(ending).toEqual([MOST, 2 * MOST]);
    },
    60_000,
  );
});

function ask(url: string, agent: Agent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      const port = response.socket.localPort ?? 0;
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, port });
      });
    });
    request.on('error', reject);
  });
}
