import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small API whose answer a test can switch. */
export class BackendApi {
  status = 200;
  /** While true, requests are taken and never answered. */
  hanging = false;
  readonly #server = createServer((_, response) => {
    if (!this.hanging) response.writeHead(this.status).end('ok');
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
