import { afterEach, describe, expect, it } from '@jest/globals';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { freePort } from '../support/servers/free-port.js';
import { RawServer, type RawReply } from '../support/servers/raw-server.js';

const NEVER = new AbortController().signal;
const open: { close?(): Promise<void>; stop?(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await (each.close?.() ?? each.stop?.());
});

function opened<T extends { close?(): Promise<void>; stop?(): Promise<void> }>(each: T): T {
  open.unshift(each);
  return each;
}

const says =
  (text: string): RawReply =>
  (socket) =>
    socket.write(text);
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('An answer is judged', () => {
  it.each([
    ['200', OK, 'success status 200'],
    ['404', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', 'success status 404'],
    ['503', 'HTTP/1.1 503 Service Unavailable\r\n\r\n', 'failure status 503'],
    ['302, which is not followed', 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n', 'success status 302'],
    ['103 and then 200', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`, 'success status 200'],
    ['status 099', 'HTTP/1.1 099 No\r\n\r\n', 'bad-data parse'],
    ['status 600', 'HTTP/1.1 600 No\r\n\r\n', 'bad-data parse'],
    ['HTTP/9.9', 'HTTP/9.9 200 OK\r\n\r\n', 'bad-data parse'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n', 'bad-data parse'],
    ['a head of 17 kB', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(17_000)}\r\n\r\n`, 'bad-data parse'],
    ['101', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n', 'no-response protocol'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'no-response protocol'],
  ])('%s', async (_, text, outcome) => {
    const server = opened(await RawServer.start(says(text)));
    const prober = opened(startProber());
    expect(outcomeOf(await prober.probe(probeOf(server.origin), NEVER))).toBe(outcome);
  });
});

describe('No answer is told apart by its cause', () => {
  it('nothing listens', async () => {
    const prober = opened(startProber());
    const result = await prober.probe(probeOf(`http://127.0.0.1:${await freePort()}/`), NEVER);
    expect([outcomeOf(result), result.detail]).toEqual(['no-response connect', 'nothing listens at the address']);
  });

  it('the other side is silent', async () => {
    const server = opened(await RawServer.start(() => undefined));
    const prober = opened(startProber());
    const result = await prober.probe(probeOf(server.origin, { timeoutMs: 200 }), NEVER);
    expect([outcomeOf(result), result.detail]).toEqual([
      'no-response timeout',
      'no answer within 200 ms: the other side was silent',
    ]);
  });
});

describe('Connections', () => {
  it('are used again', async () => {
    const server = opened(await RawServer.start(says(OK)));
    const prober = opened(startProber());
    for (let probe = 0; probe < 5; probe++) await prober.probe(probeOf(server.origin), NEVER);
    expect([server.requests.length, server.connections]).toEqual([5, 1]);
  });

  it('are new for each probe where that is asked for', async () => {
    const server = opened(await RawServer.start(says(OK)));
    const prober = opened(startProber());
    for (let probe = 0; probe < 3; probe++)
      await prober.probe(probeOf(server.origin, { freshConnection: true }), NEVER);
    expect(server.connections).toBe(3);
    expect(server.requests[0]).toContain('\r\nConnection: close\r\n');
  });

  it('that the other side has closed meanwhile are replaced unseen', async () => {
    const server = opened(
      await RawServer.start((socket, { request }) => (request === 1 ? socket.write(OK) : socket.destroy())),
    );
    const prober = opened(startProber());
    await prober.probe(probeOf(server.origin), NEVER);
    const second = await prober.probe(probeOf(server.origin), NEVER);
    expect([outcomeOf(second), second.attempts, server.connections]).toEqual(['success status 200', 1, 2]);
  });
});
