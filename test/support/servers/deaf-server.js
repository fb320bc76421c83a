import { createServer } from 'node:net';

/** Listens at ADDRESS and PORT with a short queue, and answers every request by 200; its parent stops and wakes it. */
const [address, port] = process.argv.slice(2);
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
});
server.listen({ host: address, port: Number(port), backlog: 1 }, () => process.send({ port: server.address().port }));
