import { createServer } from 'node:net';

/** A gateway that costs next to nothing: answers 200, or never where the path says so, and notes when it was asked. */
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const [intervalMs, tolerated] = process.argv.slice(2).map(Number);
const lastMs = new Map();
let tally;

const begin = () =>
  (tally = { prompt: { gaps: 0, onTime: 0, worstMs: 0 }, hanging: { gaps: 0, onTime: 0, worstMs: 0 } });

function note(path, hangs) {
  const nowMs = performance.now();
  const before = lastMs.get(path);
  lastMs.set(path, nowMs);
  if (before === undefined) return;
  const offMs = Math.abs(nowMs - before - intervalMs);
  const sort = tally[hangs ? 'hanging' : 'prompt'];
  sort.gaps++;
  if (offMs <= intervalMs * tolerated) sort.onTime++;
  sort.worstMs = Math.max(sort.worstMs, offMs);
}

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const text = chunk.toString('latin1');
    // A probe is one small packet on loopback; the canary asks for the root.
    const path = text.slice(text.indexOf(' ') + 1, text.indexOf(' ', text.indexOf(' ') + 1));
    if (path === '/') return socket.write(ANSWER);
    const hangs = path.startsWith('/hangs/');
    note(path, hangs);
    if (!hangs) socket.write(ANSWER);
  });
});

begin();
process.on('message', (message) => {
  if (message === 'begin') begin();
  else process.send({ tally, paths: lastMs.size });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
