import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringify } from 'yaml';
import { freePort } from './free-port.js';

/** How an endpoint of the list behaves. */
export type EndpointKind = 'ok' | 'missing' | 'failing' | 'hanging' | 'slow' | 'refused';

const SLOW_MS = 300;

/** A server with endpoints that are well, fail, hang and are slow, and a list of them for `heartbeat watch`. */
export class WatchedEndpoints {
  readonly #server: Server;
  readonly #events = new EventEmitter();
  #nobody = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      const kind = request.url!.split(/[/?]/)[1];
      this.#events.emit(`asked ${kind}`, request);
      if (kind === 'hanging') return;
      const answer = (status: number): unknown => response.writeHead(status).end(kind);
      if (kind === 'slow') setTimeout(() => answer(200), SLOW_MS);
      else answer(kind === 'failing' ? 503 : kind === 'missing' ? 404 : 200);
    });
  }

  static async start(): Promise<WatchedEndpoints> {
    const endpoints = new WatchedEndpoints();
    endpoints.#nobody = await freePort();
    endpoints.#server.listen(0, '127.0.0.1');
    await once(endpoints.#server, 'listening');
    return endpoints;
  }

  url(kind: EndpointKind, host = '127.0.0.1'): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${host}:${kind === 'refused' ? this.#nobody : port}/${kind}`;
  }

  /** The next request for an endpoint of a kind. */
  async asked(kind: EndpointKind): Promise<IncomingMessage> {
    const [request] = (await once(this.#events, `asked ${kind}`)) as [IncomingMessage];
    return request;
  }

  /** The YAML of so many of each kind, named `KIND NUMBER`; every other one by another name of the host. */
  list(counts: Partial<Record<EndpointKind, number>>): string {
    const entries = Object.entries(counts) as [EndpointKind, number][];
    return stringify(
      entries.flatMap(([kind, count]) =>
        Array.from({ length: count }, (_, index) => ({
          name: `${kind} ${index + 1}`,
          url: this.url(kind, index % 2 === 0 ? '127.0.0.1' : 'localhost'),
        })),
      ),
    );
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
