import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { NetworkNamespace } from './network-namespace.js';

const LOOK_EVERY_MS = 100;
/** Longer than any story: the gateway ends no connection. */
const KEEP_MS = 3_600_000;

/**
 * A gateway behind something that forgets connections which were idle for too long, as firewalls do: from then on, what
 * the prober sends on them is dropped without a word.
 */
export class ForgottenConnections {
  /** Connections that were made, and those that were forgotten. */
  made = 0;
  forgotten = 0;
  readonly #idleSinceMs = new Map<Socket, number>();
  readonly #server = createServer({ keepAliveTimeout: KEEP_MS, requestTimeout: 0 }, (request, response) => {
    this.#idleSinceMs.set(request.socket, performance.now());
    response.end('ok');
  });
  readonly #looks: NodeJS.Timeout;

  private constructor(
    private readonly namespace: NetworkNamespace,
    idleMs: number,
  ) {
    this.#server.on('connection', (socket) => {
      this.made++;
      socket.once('close', () => this.#idleSinceMs.delete(socket));
    });
    this.#looks = setInterval(() => this.#forgetIdle(performance.now() - idleMs), LOOK_EVERY_MS);
  }

  static async start(namespace: NetworkNamespace, idleMs: number): Promise<ForgottenConnections> {
    const started = new ForgottenConnections(namespace, idleMs);
    started.#server.listen(0, namespace.far);
    await once(started.#server, 'listening');
    return started;
  }

  get url(): string {
    return `http://${this.namespace.far}:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    clearInterval(this.#looks);
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #forgetIdle(beforeMs: number): void {
    for (const [socket, sinceMs] of this.#idleSinceMs) {
      if (sinceMs >= beforeMs) continue;
      this.#idleSinceMs.delete(socket);
      this.namespace.dropFrom(socket.remotePort!);
      this.forgotten++;
    }
  }
}
