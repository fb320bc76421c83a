import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios from 'axios';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../platform/settings/secret.js';
import { SourceClient, type SourceRequest } from './source-request.js';

const NEVER = new AbortController().signal;
const PASSWORD = 'hunter2-and-more';
const PAIR = Buffer.from(`reader:${PASSWORD}`).toString('base64');

describe('a request that is refused', () => {
  /** Path → status, headers, body. */
  const answers: Record<string, [number, Record<string, string>, string]> = {
    '/tenant': [401, {}, 'no org id\n'],
    '/silent': [403, {}, ''],
    '/moved': [302, { location: 'https://sso.example/login?state=abc' }, ''],
    '/echo': [401, {}, `no user for Basic ${PAIR} (${PASSWORD})`],
    '/limit': [422, {}, JSON.stringify({ error: `too many samples for ${PASSWORD}` })],
  };
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const [status, headers, body] = answers[request.url!]!;
      response.writeHead(status, headers).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const client = (): SourceClient =>
    new SourceClient(axios.create(), { auth: { basic: { username: 'reader', password: Secret.of(PASSWORD) } } });
  const request = (url: string): SourceRequest => ({ url, method: 'GET', deadlineMs: 5_000, maxBytes: 1_000 });

  it.each([
    ['/tenant', 'not-authorised', 'the source answers 401, and says "no org id"'],
    ['/silent', 'not-authorised', 'the source answers 403: check auth'],
    [
      '/moved',
      'redirected',
      'the source answers 302 and leads to https://sso.example/login?***: set the final address',
    ],
    ['/echo', 'not-authorised', 'the source answers 401, and says "no user for Basic *** (***)"'],
  ])('has the words of the server, and none of our secrets: %s', async (path, code, detail) => {
    const refused = { ok: false, code, detail };
    const [sender, streamer] = [client(), client()];
    expect(await sender.send(request(`http://${origin}${path}`), NEVER)).toEqual(refused);
    const read = (): Promise<never> => Promise.reject(new Error('a refusal is not read'));
    expect(await streamer.stream(request(`http://${origin}${path}`), NEVER, read)).toEqual(refused);
    for (const each of [sender, streamer]) each.close();
  });

  it('is handed on where it is an answer, without our secrets', async () => {
    const sender = client();
    const answer = await sender.send(request(`http://${origin}/limit`), NEVER);
    expect(answer.ok && answer.body.toString()).toBe('{"error":"too many samples for ***"}');
    sender.close();
  });

  it('says that a server speaks no TLS', async () => {
    const sender = client();
    expect(await sender.send(request(`https://${origin}/tenant`), NEVER)).toEqual({
      ok: false,
      code: 'no-tls',
      detail: 'the server does not speak TLS there: it is http, not https',
    });
    sender.close();
  });
});
