import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { certificateFor } from '../support/certificates.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { RawServer } from '../support/servers/raw-server.js';

const NEVER = new AbortController().signal;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GOOD = certificateFor('localhost', 30.5);

let cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const each of cleanUp.toReversed()) await each();
  cleanUp = [];
});

function proberTrusting(ca?: string) {
  const prober = startProber(ca === undefined ? {} : { ca });
  cleanUp.push(() => prober.close());
  return prober;
}

async function serverWith(certificate: { cert: string; key: string }): Promise<RawServer> {
  const server = await RawServer.start((socket) => socket.write(OK), certificate);
  cleanUp.push(() => server.stop());
  return server;
}

/** Listens by TCP alone. */
async function plainServer(accept: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer((socket) => accept(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(async () => server.close());
  return `https://localhost:${(server.address() as AddressInfo).port}/`;
}

describe('By TLS', () => {
  it('a probe tells its phases and when the certificate ends, on kept connections, too', async () => {
    const server = await serverWith(GOOD);
    const prober = proberTrusting(GOOD.cert);
    const [first, second] = [
      await prober.probe(probeOf(server.origin), NEVER),
      await prober.probe(probeOf(server.origin), NEVER),
    ];
    expect([outcomeOf(first), first.tlsDaysLeft]).toEqual(['success status 200', 30]);
    expect(Object.keys(first.phases)).toEqual(['dnsMs', 'connectMs', 'tlsMs', 'firstByteMs']);
    expect([outcomeOf(second), second.tlsDaysLeft, Object.keys(second.phases)]).toEqual([
      'success status 200',
      30,
      ['firstByteMs'],
    ]);
    expect(server.connections).toBe(1);
  });

  it('the name is sent, HTTP/1.1 is asked for, and each fresh connection makes a whole handshake', async () => {
    const seen: unknown[] = [];
    const server = await RawServer.start(
      (socket) => {
        const { servername, alpnProtocol } = socket as TLSSocket;
        seen.push([servername, alpnProtocol, (socket as TLSSocket).isSessionReused()]);
        socket.write(OK);
      },
      { ...GOOD, ALPNProtocols: ['h2', 'http/1.1'] },
    );
    cleanUp.push(() => server.stop());
    const prober = proberTrusting(GOOD.cert);
    for (let at = 0; at < 2; at++) await prober.probe(probeOf(server.origin, { freshConnection: true }), NEVER);
    expect(seen).toEqual([
      ['localhost', 'http/1.1', false],
      ['localhost', 'http/1.1', false],
    ]);
  });

  it('an address is checked against the certificate, too', async () => {
    const server = await serverWith(GOOD);
    const url = server.origin.replace('localhost', '127.0.0.1');
    expect(outcomeOf(await proberTrusting(GOOD.cert).probe(probeOf(url), NEVER))).toBe('success status 200');
  });
});

describe('A certificate is refused', () => {
  const expired = certificateFor('localhost', -3);
  const other = certificateFor('other.example', 30);

  it.each([
    ['that has expired', expired, expired.cert, 'the certificate has expired'],
    ['that is signed by itself', GOOD, undefined, 'the certificate is signed by itself'],
    ['for another host', other, other.cert, 'the certificate is for another host'],
  ])('%s, before anything is sent', async (_, certificate, ca, detail) => {
    const server = await serverWith(certificate);
    const result = await proberTrusting(ca).probe(probeOf(server.origin), NEVER);
    expect([outcomeOf(result), result.detail]).toEqual(['no-response tls', detail]);
    expect(server.requests).toEqual([]);
  });
});

describe('A handshake fails', () => {
  it('that takes too long', async () => {
    const url = await plainServer((socket) => void cleanUp.push(async () => socket.destroy()));
    const result = await proberTrusting().probe(probeOf(url, { timeoutMs: 300 }), NEVER);
    expect([outcomeOf(result), result.detail]).toEqual([
      'no-response timeout',
      'no answer within 300 ms: the TLS handshake was not over yet',
    ]);
    expect(Object.keys(result.phases)).toEqual(['dnsMs', 'connectMs']);
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['that is cut', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'the connection was cut during'],
    ['that ends', (socket) => socket.once('data', () => socket.end()), 'the connection was cut during'],
    [
      'with a server that speaks no TLS',
      (socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'),
      'the TLS handshake failed (',
    ],
  ])('%s', async (_, accept, says) => {
    const result = await proberTrusting().probe(probeOf(await plainServer(accept)), NEVER);
    expect([outcomeOf(result), result.detail]).toEqual(['no-response tls', expect.stringContaining(says)]);
  });
});

it('Certificates that cannot be read stop the start', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n';
  expect(() => startProber({ ca: broken })).toThrow();
});
