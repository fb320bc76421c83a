import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';
const WORD = 'heartbeat';

/** An echo server on the loopback address: if it answers, sockets can be opened and the event loop runs. */
export class LoopbackEcho {
  #server: Promise<Server> | undefined;
  readonly #sockets = new Set<Socket>();

  /** Whether the echo comes back before `signal` is aborted. Never rejects. */
  async answers(signal: AbortSignal): Promise<boolean> {
    try {
      const { port } = (await this.#listening()).address() as AddressInfo;
      return await this.#echoes(port, signal);
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = await this.#server?.catch(() => undefined);
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** One server for all questions; a new one if the last could not listen, or no longer does. */
  #listening(): Promise<Server> {
    this.#server ??= this.#open().catch((error: unknown) => {
      this.#server = undefined;
      throw error;
    });
    return this.#server;
  }

  async #open(): Promise<Server> {
    const server = createServer((socket) => this.#keep(socket).pipe(socket));
    server.unref().listen(0, LOOPBACK);
    await once(server, 'listening');
    server.on('error', () => server.close());
    server.on('close', () => (this.#server = undefined));
    return server;
  }

  async #echoes(port: number, signal: AbortSignal): Promise<boolean> {
    const socket = this.#keep(createConnection({ port, host: LOOPBACK, signal }));
    try {
      socket.end(WORD);
      const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
      return chunk.toString() === WORD;
    } finally {
      socket.destroy();
    }
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  }
}
