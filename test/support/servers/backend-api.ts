import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small API whose answer a test can switch. */
export class BackendApi {
  status = 200;
  /** While true, requests are taken and never answered. */
  hanging = false;
  /** Paths that are answered by a status of their own. */
  readonly statuses = new Map<string, number>();
  /** What was asked, in order. */
  readonly asked: { readonly path: string; readonly mark: unknown }[] = [];
  readonly #server = createServer((request, response) => {
    const path = request.url!;
    this.asked.push({ path, mark: request.headers['x-heartbeat-pulse'] });
    if (!this.hanging) response.writeHead(this.statuses.get(path) ?? this.status).end('ok');
  });

  static async start(): Promise<BackendApi> {
    const api = new BackendApi();
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
