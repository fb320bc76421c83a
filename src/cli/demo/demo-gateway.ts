import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An API behind the demonstration gateway. */
export interface DemoApi {
  readonly basePath: string;
  /** Name of its route, as Kong's control plane makes it of the base path. */
  readonly route: string;
  /** Port of the API itself. */
  readonly port: number;
}

/**
 * A small gateway: passes requests on by base path, and counts them on `/metrics` in the dialect of Kong 3.
 * As in Kong, a series appears with its first request, and what matches no route is not counted.
 */
export class DemoGateway {
  readonly #counts = new Map<string, number>();

  /** `startedAtMs`, wall: as the gateway says so, what it counted need not be watched for a window to be known. */
  constructor(
    private readonly apis: readonly DemoApi[],
    private readonly startedAtMs: number,
  ) {}

  createServer(): Server {
    return createServer((incoming, outgoing) => {
      if (incoming.url === '/metrics')
        outgoing.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.#page());
      else this.#pass(incoming, outgoing);
    });
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = (incoming.url ?? '/').split('?', 1)[0]!;
    const api = this.apis.find(({ basePath }) => path === basePath || path.startsWith(`${basePath}/`));
    if (!api) {
      outgoing.writeHead(404).end('no route\n');
      return;
    }
    const target = { host: '127.0.0.1', port: api.port, path, method: incoming.method, timeout: 2_000 };
    const passed = request(target, (answer) => {
      this.#count(api, answer.statusCode ?? 502, 'service');
      outgoing.writeHead(answer.statusCode ?? 502);
      answer.pipe(outgoing);
    });
    passed.on('timeout', () => passed.destroy());
    passed.on('error', () => this.#unreachable(api, outgoing));
    incoming.pipe(passed);
  }

  #unreachable(api: DemoApi, outgoing: ServerResponse): void {
    if (outgoing.headersSent) {
      outgoing.destroy();
      return;
    }
    this.#count(api, 502, 'kong');
    outgoing.writeHead(502).end('bad gateway\n');
  }

  #count({ route }: DemoApi, code: number, source: string): void {
    const series = `kong_http_requests_total{service="${route}",route="${route}",code="${code}",source="${source}",workspace="default",consumer=""}`;
    this.#counts.set(series, (this.#counts.get(series) ?? 0) + 1);
  }

  #page(): string {
    const start = `# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${this.startedAtMs / 1_000}\n`;
    const head =
      '# HELP kong_http_requests_total HTTP status codes per consumer/service/route in Kong\n# TYPE kong_http_requests_total counter\n';
    return start + head + [...this.#counts].map(([series, count]) => `${series} ${count}\n`).join('');
  }
}
