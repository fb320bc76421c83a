import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { Random } from '../support/random.js';

const PROBES = 3_000;
const STATUSES = [200, 201, 204, 206, 302, 304, 400, 401, 404, 429, 499, 500, 503, 599];
const NEVER = new AbortController().signal;

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Passes bytes on in random pieces. */
function chop(to: Socket, random: Random): (bytes: Buffer) => void {
  return (bytes) => {
    for (let at = 0; at < bytes.length;) {
      const size = random.between(1, 3) === 1 ? random.between(1, 7) : random.between(1, 3_000);
      to.write(bytes.subarray(at, at + size));
      at += size;
    }
  };
}

/** Answers in one of the ways that a server may; the body ends in what the path asked for. */
function answer(response: ServerResponse, status: number, end: string, random: Random): void {
  const filling = 'x'.repeat(random.between(0, random.between(1, 5) === 1 ? 100_000 : 50));
  if (random.between(1, 5) === 1) response.writeEarlyHints({ link: '</style.css>; rel=preload' });
  if (random.between(1, 5) === 1) response.setHeader('Connection', 'close');
  response.setHeader('X-Random', 'y'.repeat(random.between(0, 5_000)));
  const hasLength = random.between(1, 2) === 1;
  if (hasLength) response.setHeader('Content-Length', filling.length + end.length);
  else if (status !== 204 && status !== 304) response.setHeader('Trailer', 'X-End');
  response.writeHead(status);
  if (random.between(1, 2) === 1) response.write(filling);
  else for (const part of filling.match(/.{1,5000}/g) ?? []) response.write(part);
  if (!hasLength) response.addTrailers({ 'X-End': 'z'.repeat(random.between(0, 100)) });
  response.end(end);
}

it('Reads what node:http writes, in whatever pieces it comes, and never mistakes one answer for another', async () => {
  const random = new Random(20_261_121);
  const upstream = createServer((request, response) => {
    const [, status, nth] = request.url!.split('/');
    request.resume();
    answer(response, Number(status), `nth=${nth};`, random);
  });
  const upstreamPort = await portOf(upstream);
  const sockets = new Set<Socket>();
  const middle = createTcpServer((client) => {
    const server = connect({ port: upstreamPort, host: '127.0.0.1' });
    for (const each of [client, server]) sockets.add(each.on('error', () => undefined).setNoDelay(true));
    client.pipe(server);
    server.on('data', chop(client, random)).once('end', () => client.end());
    client.once('close', () => server.destroy());
  });
  const origin = `http://127.0.0.1:${await portOf(middle)}`;
  const prober = startProber();

  const odd: string[] = [];
  let nth = 0;
  const worker = async (): Promise<void> => {
    while (nth < PROBES) {
      const mine = nth++;
      const status = STATUSES[mine % STATUSES.length]!;
      const bodiless = status === 204 || status === 304;
      const expect = { status: [{ from: 200, to: 499 }], json: [], ...(!bodiless && { bodyContains: `nth=${mine};` }) };
      const method = mine % 11 === 0 ? 'POST' : 'GET';
      const parts = {
        expect,
        method,
        timeoutMs: 20_000,
        ...(method === 'POST' && { body: 'q'.repeat(2_000) }),
      } as const;
      const result = await prober.probe(probeOf(`${origin}/${status}/${mine}`, parts), NEVER);
      const right = status < 500 ? `success status ${status}` : `failure status ${status}`;
      if (outcomeOf(result) !== right) odd.push(`${status}/${mine}: ${outcomeOf(result)} ${result.detail}`);
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  await prober.close();
  for (const each of sockets) each.destroy();
  for (const each of [middle, upstream]) each.close();
  expect([nth, odd]).toEqual([PROBES, []]);
}, 60_000);
