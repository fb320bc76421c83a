import type { TLSSocket } from 'node:tls';
import { afterEach, expect, it } from '@jest/globals';
import { certificateFor } from '../support/certificates.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { RawServer } from '../support/servers/raw-server.js';

const NEVER = new AbortController().signal;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const each of cleanUp.toReversed()) await each();
  cleanUp = [];
});

/** Probes `url`, in which PORT is that of the server; what was looked up, and sent as `Host` and by SNI. */
async function asked(url: string, name: string) {
  const certificate = certificateFor(name, 30);
  const names: unknown[] = [];
  const server = await RawServer.start(
    (socket) => {
      names.push((socket as TLSSocket).servername);
      socket.write(OK);
    },
    url.startsWith('https:') ? certificate : undefined,
  );
  const lookedUp: string[] = [];
  const prober = startProber({
    ca: certificate.cert,
    lookUp: async (host) => {
      lookedUp.push(host);
      return { ok: true, value: ['127.0.0.1'] };
    },
  });
  cleanUp.push(
    () => server.stop(),
    () => prober.close(),
  );
  const { port } = new URL(server.origin);
  const result = await prober.probe(probeOf(url.replace('PORT', port)), NEVER);
  const host = /^Host: (.*)$/im.exec(server.requests[0] ?? '')?.[1]?.replace(port, 'PORT');
  return { outcome: outcomeOf(result), lookedUp, host, sni: names[0] };
}

it.each([
  ['http://echo.example:PORT/', 'echo.example', 'echo.example:PORT'],
  ['http://Echo.EXAMPLE:PORT/', 'echo.example', 'echo.example:PORT'],
  ['http://echo.example.:PORT/', 'echo.example.', 'echo.example.:PORT'],
  ['http://bücher.example:PORT/', 'xn--bcher-kva.example', 'xn--bcher-kva.example:PORT'],
  ['http://BÜCHER。example:PORT/', 'xn--bcher-kva.example', 'xn--bcher-kva.example:PORT'],
  ['http://a_b.example:0PORT/', 'a_b.example', 'a_b.example:PORT'],
])('%s is asked as a browser would ask it', async (url, lookedUp, host) => {
  expect(await asked(url, 'echo.example')).toEqual({
    outcome: 'success status 200',
    lookedUp: [lookedUp],
    host,
    sni: undefined,
  });
});

it.each([
  ['https://echo.example:PORT/', 'echo.example', 'echo.example:PORT', 'echo.example'],
  // RFC 6066, 3: without the dot; browsers leave it in Host.
  ['https://echo.example.:PORT/', 'echo.example.', 'echo.example.:PORT', 'echo.example'],
  ['https://bücher.example.:PORT/', 'xn--bcher-kva.example.', 'xn--bcher-kva.example.:PORT', 'xn--bcher-kva.example'],
])('%s has its name in TLS as a browser would send it', async (url, lookedUp, host, sni) => {
  expect(await asked(url, sni)).toEqual({ outcome: 'success status 200', lookedUp: [lookedUp], host, sni });
});
