import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:net';

/** A target that costs as little as possible: it counts ends of heads and writes that many answers. */
const BODY = '{"status":"UP"}';
const HEADERS = { 'content-type': 'application/json', date: 'Sat, 21 Nov 2026 08:00:00 GMT', 'content-length': '15' };
const lines = Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
const ANSWER = Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n${BODY}`);
const END = Buffer.from('\r\n\r\n');

let connections = 0;
const server = createServer({ noDelay: true }, (socket) => {
  connections++;
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    for (let end = bytes.indexOf(END); end >= 0; end = bytes.indexOf(END, end + 4)) socket.write(ANSWER);
  });
});

/** Both versions of HTTP by TLS, with the key and the certificate of the arguments. */
async function secure([key, cert]) {
  if (!cert) return undefined;
  const options = { key: readFileSync(key), cert: readFileSync(cert), allowHTTP1: true };
  const answering = createSecureServer(options, (_, response) => response.writeHead(200, HEADERS).end(BODY));
  await new Promise((resolve) => answering.listen(0, '127.0.0.1', resolve));
  return answering.address().port;
}

const tlsPort = await secure(process.argv.slice(2));
process.on('message', () => process.send({ connections }));
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, tlsPort }));
