import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any story: connections end only when a test ends them. */
const KEEP_MS = 600_000;

/** A gateway in front of every API that a test can take away, and bring back at the same port. */
export class SwitchableGateway {
  status = 200;
  /** Connections that it was asked for, and requests that came on them. */
  connections = 0;
  requests = 0;
  #server: Server | undefined;
  #port = 0;

  /** The longer it takes to answer, the more connections are in use at a time. */
  constructor(
    private readonly address = '127.0.0.1',
    private readonly answerAfterMs = 0,
  ) {}

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://${this.address}:${this.#port}`;
  }

  async open(): Promise<void> {
    const server = createServer({ keepAliveTimeout: KEEP_MS }, async (_, response) => {
      this.requests++;
      if (this.answerAfterMs > 0) await sleep(this.answerAfterMs);
      response.writeHead(this.status).end('ok');
    });
    server.on('connection', () => this.connections++);
    server.listen(this.#port, this.address);
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts every connection; new ones are served. */
  cutConnections(): void {
    this.#server?.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#server?.close();
    this.cutConnections();
    this.#server = undefined;
  }
}
