import { connect } from 'node:net';

/** An answer as it came over the socket. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes as they are and reads until the server closes, or until an answer has been still for a while. */
export async function rawRequest(port: number, bytes: string, options: { everyMs?: number } = {}): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', resolve));
  const drip = options.everyMs === undefined ? undefined : dripping(socket, bytes, options.everyMs);
  if (!drip) socket.write(bytes, 'latin1');
  await closed;
  clearInterval(drip);
  const [head = '', ...rest] = received.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head: head.toLowerCase(),
    body: rest.join('\r\n\r\n'),
  };
}

/** Writes the head at once and then one byte after the other. */
function dripping(socket: ReturnType<typeof connect>, bytes: string, everyMs: number): NodeJS.Timeout {
  const [head = '', body = ''] = bytes.split('\r\n\r\n');
  socket.write(`${head}\r\n\r\n`);
  let sent = 0;
  return setInterval(() => {
    if (sent < body.length && socket.writable) socket.write(body[sent++]!);
  }, everyMs);
}
