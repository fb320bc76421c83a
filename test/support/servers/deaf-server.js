import { createServer } from 'node:net';

/**
 * Listens at ADDRESS, and is deaf for MS milliseconds: what is beyond its short queue is dropped by the kernel without a
 * word, as on a way that loses packets. Then it answers every request by 200.
 */
const [address, ms] = process.argv.slice(2);
const BACKLOG = 1;
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
});
server.listen({ host: address, port: Number(process.argv[4] ?? 0), backlog: BACKLOG }, () => {
  process.send({ port: server.address().port }, () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
  });
});
