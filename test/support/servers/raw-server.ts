import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** What becomes of one request; its head has come. `connection` counts from 1, and so does `request` on it. */
export type RawReply = (socket: Socket, at: { readonly connection: number; readonly request: number }) => void;

/** A server that writes whatever it is told to, right or wrong. */
export class RawServer {
  /** Connections so far. */
  connections = 0;
  /** Heads of the requests so far. */
  readonly requests: string[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    readonly origin: string,
    private readonly server: Server,
  ) {}

  /** Answers by `reply`, or by what each path of a table says; plain, or with `tls`. */
  static async start(reply: RawReply, tls?: TlsOptions): Promise<RawServer> {
    const server = tls ? createTlsServer(tls) : createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const raw = new RawServer(`${tls ? 'https' : 'http'}://${tls ? 'localhost' : '127.0.0.1'}:${port}`, server);
    server.on('connection', (socket: Socket) => raw.#keep(socket));
    server.on('tlsClientError', () => undefined);
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => raw.#accept(socket, reply));
    return raw;
  }

  /** Open connections. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Ends every connection in order. */
  end(): void {
    for (const socket of this.#sockets) socket.end();
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.server, 'close');
  }

  #keep(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #accept(socket: Socket, reply: RawReply): void {
    const connection = this.connections;
    let request = 0;
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        this.requests.push(text.slice(0, end + 4 + length));
        text = text.slice(end + 4 + length);
        request++;
        reply(socket, { connection, request });
      }
    });
  }
}
