import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock/clock.js';
import { BackgroundTask } from '../tasks/background-task.js';

const CHECK_MS = 10_000;
/** Checks in a row at which a client had read nothing of its answer, before it is cut off. */
const PATIENCE = 3;

interface Progress {
  bytesWritten: number;
  checks: number;
}

/**
 * Cuts off clients that ask and then do not read: Node bounds how slowly a request may come, not how slowly an answer
 * may leave. Looks from time to time, because a time-out on each socket would cost every request.
 */
export class StalledConnections {
  readonly #sockets = new Map<Socket, Progress>();

  /** `cut` is called for each connection that was cut off. */
  constructor(private readonly cut: () => void) {}

  /** Watches a server from when it listens until it is closed. */
  watch(server: Server, clock: Clock): void {
    server.on('connection', (socket: Socket) => {
      this.#sockets.set(socket, { bytesWritten: 0, checks: 0 });
      socket.once('close', () => this.#sockets.delete(socket));
    });
    const checks = new BackgroundTask((closed) => this.#checkUntil(closed, clock));
    server.once('listening', () => checks.start());
    server.once('close', () => void checks.stop());
  }

  async #checkUntil(closed: AbortSignal, clock: Clock): Promise<void> {
    while (!closed.aborted) {
      await clock.sleep(CHECK_MS, closed);
      for (const [socket, progress] of this.#sockets) this.#check(socket, progress);
    }
  }

  #check(socket: Socket, progress: Progress): void {
    const stalled = socket.writableLength > 0 && socket.bytesWritten === progress.bytesWritten;
    progress.bytesWritten = socket.bytesWritten;
    progress.checks = stalled ? progress.checks + 1 : 0;
    if (progress.checks < PATIENCE) return;
    this.cut();
    socket.destroy();
  }
}
