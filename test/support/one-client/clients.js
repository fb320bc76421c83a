import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends bytes and reads what comes, unless told not to; what was read is counted, not kept. */
export function client({ host, port }, bytes, { reads = true } = {}) {
  const socket = connect(port, host);
  socket.on('error', () => undefined);
  if (reads) socket.resume();
  else socket.pause();
  if (bytes.length > 0) socket.write(bytes);
  return socket;
}

/** `count` clients that do the same, for `ms`. */
export async function crowd(service, count, bytes, { reads = true, ms = 1_000 } = {}) {
  const sockets = Array.from({ length: count }, (_, index) =>
    client(service, typeof bytes === 'function' ? bytes(index) : bytes, { reads }),
  );
  await sleep(ms);
  return sockets;
}

/** The head of a request, with what an honest one has. */
export function head(service, route, headers = []) {
  const [method, path] = route.split(' ');
  return [`${method} ${path} HTTP/1.1`, 'host: here', ...headers, '', ''].join('\r\n');
}

/** The status of one request on a connection of its own. Throws where there is none within a minute. */
export async function statusOf(service, head, body = '') {
  const socket = connect(service.port, service.host);
  let received = '';
  const answered = new Promise((resolve, reject) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
      if (status !== undefined) resolve(Number(status));
    });
    socket.on('error', reject).on('close', () => reject(new Error(`closed after ${JSON.stringify(received)}`)));
    setTimeout(() => reject(new Error('no answer within a minute')), 60_000).unref();
  });
  socket.write(head);
  socket.write(body);
  try {
    return await answered;
  } finally {
    socket.destroy();
  }
}
