import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../telemetry/log.js';
import { elapsedMs } from '../clock/elapsed.js';
import { answerUnderWay } from './client-error.js';
import type { HttpMetrics } from './http.metrics.js';

/** The oldest connections that are looked at to find one that does nothing. */
const LOOKED_AT = 256;
const TELL_EVERY_MS = 60_000;

/** What the limit is told with: `descriptors` is what the system gives the process, undefined where that is not known. */
export interface OpenConnectionsOptions {
  readonly most: number;
  readonly descriptors: number | undefined;
  readonly metrics: HttpMetrics;
  readonly log: Log;
}

/**
 * Keeps connections below what the system gives the process, so that there is always room for files and for requests of
 * our own. At the limit a new connection takes the place of one that has nothing under way, of those without any request
 * first; its client connects again when it has one. Where all are at work, the new one is closed.
 */
export class OpenConnections {
  readonly #sockets = new Set<Socket>();
  #toldMs = -Infinity;

  constructor(private readonly options: OpenConnectionsOptions) {}

  /** Watches a server from now on. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      if (this.#sockets.size > this.options.most) this.#makeRoom(socket);
    });
  }

  #makeRoom(newcomer: Socket): void {
    const { metrics } = this.options;
    const idle = this.#idle();
    if (idle && idle !== newcomer) metrics.displacedConnection();
    else metrics.refusedConnection();
    this.#close(idle ?? newcomer);
    this.#tell();
  }

  #close(socket: Socket): void {
    this.#sockets.delete(socket);
    socket.destroy();
  }

  #idle(): Socket | undefined {
    let found: Socket | undefined;
    let looked = 0;
    for (const socket of this.#sockets) {
      if (++looked > LOOKED_AT) break;
      if (answerUnderWay(socket)) continue;
      if (socket.bytesRead === 0) return socket;
      found ??= socket;
    }
    return found;
  }

  #tell(): void {
    const nowMs = elapsedMs();
    if (nowMs - this.#toldMs < TELL_EVERY_MS) return;
    this.#toldMs = nowMs;
    const { most, descriptors, log } = this.options;
    log.warn('connections are at their limit, idle ones are closed', { most, descriptors });
  }
}
