import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { Secret } from '../settings/secret.js';
import { isError } from './error-facts.js';
import { PinoLog } from './pino-log.js';

const SECRET = 'hunter2-and-more';

/** What a log writes. */
function logged(write: (log: PinoLog) => void): { text: string; line: Record<string, unknown> } {
  let text = '';
  write(new PinoLog('debug', { write: (chunk: string) => void (text += chunk) }));
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

describe('a failed request in the log', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(500, { 'set-cookie': `session=${SECRET}` }).end(SECRET);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  const failed = async (address: string): Promise<unknown> => {
    const auth = { username: 'reader', password: SECRET };
    const basic = Buffer.from(`reader:${SECRET}`).toString('base64');
    const headers = { authorization: `Bearer ${SECRET}`, 'proxy-authorization': `Basic ${basic}` };
    return axios.post(address, { password: SECRET }, { auth, headers, timeout: 2_000 }).then(
      () => undefined,
      (error: unknown) => error,
    );
  };

  const addresses = (): string[] => [
    `http://reader:${SECRET}@${url}/?token=${SECRET}`,
    `http://reader:${SECRET}@127.0.0.1:1/?token=${SECRET}`,
    `http://reader:${SECRET}@[/`,
    `gopher://reader:${SECRET}@host/`,
  ];

  it('tells what happened, and never a credential, wherever the error stands among the fields', async () => {
    const basic = Buffer.from(`reader:${SECRET}`).toString('base64');
    for (const address of addresses()) {
      const error = await failed(address);
      expect(isError(error)).toBe(true);
      const wrapped = new Error('the source failed', { cause: error });
      const fieldsOfAll = [
        { error },
        { err: error },
        { problem: error },
        { error: wrapped },
        { parts: [{ deep: { error } }] },
      ];
      for (const fields of fieldsOfAll) {
        const { text } = logged((log) => log.error('source crashed', fields));
        expect(text).toContain((error as Error).constructor.name);
        expect(text).not.toContain(SECRET);
        expect(text).not.toContain(basic);
      }
    }
  });

  it('keeps type, code, message, stack and cause', async () => {
    const cause = await failed(`http://127.0.0.1:1/`);
    const error = Object.assign(new TypeError('no window', { cause }), { code: 'HEARTBEAT_TEST', secret: SECRET });
    const { line } = logged((log) => log.error('source crashed', { source: 'edge', error }));
    expect(line).toMatchObject({
      level: 'error',
      message: 'source crashed',
      source: 'edge',
      error: {
        type: 'TypeError',
        code: 'HEARTBEAT_TEST',
        message: 'no window',
        stack: expect.stringContaining('pino-log.spec.ts'),
        cause: { type: 'AxiosError', code: 'ECONNREFUSED' },
      },
    });
  });
});

describe('the log', () => {
  it('shows values other than errors unchanged, and secrets masked', () => {
    const { line } = logged((log) =>
      log.warn('rover file not taken over', { count: 3, list: [1, { a: 'b' }], password: Secret.of(SECRET) }),
    );
    expect(line).toMatchObject({ count: 3, list: [1, { a: 'b' }], password: '***' });
  });

  it('survives any thrown value, and circular fields', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop['self'] = loop;
    const endless = new Error('endless');
    endless.cause = endless;
    for (const error of [undefined, null, 'text', 42, { message: 'no error' }, loop, endless, Object.create(null)])
      expect(logged((log) => log.error('source crashed', { error, loop })).line['message']).toBe('source crashed');
  });

  it('keeps texts of others short and printable', () => {
    const error = new Error(`\u001b[2J${'x '.repeat(100_000)}`);
    const { text } = logged((log) => log.error('source crashed', { error }));
    expect(text.length).toBeLessThan(10_000);
    expect(text).toContain(String.raw`\\u001b[2J`);
  });
});
