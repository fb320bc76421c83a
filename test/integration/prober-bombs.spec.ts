import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { RawServer } from '../support/servers/raw-server.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
/** 200 MB of zeros in 204 kB: gzip reads one member after the other. */
const BOMB = Buffer.concat(Array.from({ length: 20 }, () => gzipSync(Buffer.alloc(10_000_000), { level: 9 })));
const LENGTH = `Content-Length: ${BOMB.length}\r\n\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';
const CODED = 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n';

interface Report {
  readonly outcomes: readonly string[];
  readonly grownMegabytes: number;
}

function drip(socket: Socket, text: string): void {
  socket.write(text);
  const timer = setInterval(() => socket.write('1'), 200);
  socket.once('close', () => clearInterval(timer));
}

function flood(socket: Socket, text: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(text)) continue;
  };
  socket.on('drain', more);
  more();
}

/** By the last digit of the number of a probe, of which even ones expect `ok` in the body; and what each must come to. */
const ATTACKS: readonly (readonly [outcome: string, attack: (socket: Socket) => void])[] = [
  ['bad-data body', (socket) => socket.write(Buffer.concat([Buffer.from(`${CODED}${LENGTH}`), BOMB]))],
  ['success status', (socket) => socket.write(Buffer.concat([Buffer.from(`${CODED}\r\n`), BOMB]))],
  ['no-response timeout', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n\r\n')],
  ['success status', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n')],
  ['no-response timeout', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX: ')],
  ['no-response protocol', (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100))],
  ['bad-data body', (socket) => flood(socket, `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(17_000)}\r\n`)],
  ['success status', (socket) => flood(socket, `${OK}${'a'.repeat(65_536)}`)],
  ['bad-data parse', (socket) => flood(socket, `HTTP/1.1 200 OK\r\n${CHUNKED}1;${'x'.repeat(65_536)}`)],
  ['bad-data parse', (socket) => flood(socket, '\0'.repeat(65_536))],
];

it('A thousand bombs, drips and floods cost no memory to speak of, and none passes for something else', async () => {
  const server = await RawServer.start((socket) => {
    const head = server.requests.splice(0).at(-1)!;
    if (head.startsWith('GET /plain')) socket.write(OK);
    else ATTACKS[Number(/nth=\d*(\d) /.exec(head)![1])]![1](socket);
  });
  const child = fork('test/support/bombed-prober.js', { execArgv: ['--expose-gc'] });
  child.send({ origin: server.origin, count: 1_000 });
  const [{ outcomes, grownMegabytes }] = (await once(child, 'message')) as [Report];
  await server.stop();
  child.kill();
  await once(child, 'exit');
  // On a machine that is held up, any of them may also run out of time.
  const odd = outcomes.filter((each, nth) => each !== ATTACKS[nth % 10]![0] && each !== 'no-response timeout');
  expect([outcomes.length, odd]).toEqual([1_000, []]);
  expect(outcomes.filter((each) => each !== 'no-response timeout').length).toBeGreaterThan(400);
  expect(grownMegabytes).toBeLessThan(20);
}, 60_000);
