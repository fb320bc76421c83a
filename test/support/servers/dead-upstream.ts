import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.js';

const http = (status: string, body: string, more = ''): string =>
  `HTTP/1.1 ${status}\r\n${more}Content-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const CLOSE = 'Connection: close\r\n';

/** Ways to be dead that any source may meet, whatever protocol it speaks: what happens to a connection. */
export const DEATHS: Readonly<Record<string, (socket: Socket) => void>> = {
  'nothing listens': () => undefined,
  'it accepts and never answers': () => undefined,
  'it cuts the connection': (socket) => socket.resetAndDestroy(),
  'it answers a byte each 50 ms': (socket) => {
    const text = http('200 OK', ' '.repeat(10_000));
    let sent = 0;
    const drip = setInterval(() => socket.write(text[sent++ % text.length]!), 50);
    socket.on('close', () => clearInterval(drip));
  },
  'it does not speak HTTP': (socket) => socket.end('220 mail.example.com ESMTP\r\n'),
  'it answers 500 and keeps the connection': (socket) => {
    const answer = (): unknown => socket.write(http('500 Internal Server Error', 'no'));
    socket.on('data', answer);
    answer();
  },
  'it answers 401': (socket) => socket.end(http('401 Unauthorized', 'who are you?', CLOSE)),
  'it redirects': (socket) => socket.end(http('302 Found', '', `${CLOSE}Location: http://127.0.0.1:1/\r\n`)),
  'it answers with a login page': (socket) => socket.end(http('200 OK', '<!doctype html><form>', CLOSE)),
};

/** An upstream that is dead in one of those ways. */
export class DeadUpstream {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  /** Connections that were ever made. */
  connections = 0;

  static async start(death: string): Promise<DeadUpstream> {
    const upstream = new DeadUpstream();
    if (death === 'nothing listens') upstream.#port = await freePort();
    else await upstream.#listen(DEATHS[death]!);
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #listen(die: (socket: Socket) => void): Promise<void> {
    this.#server = createServer((socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.once('data', () => die(socket));
    }).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }
}
