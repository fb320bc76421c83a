import { createServer } from 'node:net';

/** A target that costs as little as possible: it counts ends of heads and writes that many answers. */
const answer = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Sat, 21 Nov 2026 08:00:00 GMT\r\ncontent-length: 15\r\n\r\n{"status":"UP"}',
);
const END = Buffer.from('\r\n\r\n');

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    for (let end = bytes.indexOf(END); end >= 0; end = bytes.indexOf(END, end + 4)) socket.write(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
