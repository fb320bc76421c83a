import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What was asked and answered: the text of the body is kept, however it was coded. */
export interface Exchange {
  readonly atMs: number;
  readonly path: string;
  readonly query?: string;
  /** Unix seconds. */
  readonly time?: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A recording of `test/recorded`: the requests that were served, by route and code, and what was asked and answered. */
export interface Recording {
  readonly truth: Readonly<Record<string, number>>;
  readonly exchanges: readonly Exchange[];
}

/** Reads a recording of `test/recorded`. */
export function recording(name: string): Recording {
  return JSON.parse(readFileSync(join('test/recorded', `${name}.json`), 'utf8')) as Recording;
}

interface Matrix {
  readonly data?: { readonly result: { values: [number, string][] }[] };
}

/** Answers what was recorded, to the same question of the same moment; asked for less of the past, it leaves that out. */
export class RecordedMonitoring {
  /** Questions that were not recorded: then the recording is to be made again. */
  readonly unknown: string[] = [];
  readonly #server: Server;

  private constructor(private readonly exchanges: readonly Exchange[]) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start({ exchanges }: Recording): Promise<RecordedMonitoring> {
    const monitoring = new RecordedMonitoring(exchanges);
    monitoring.#server.listen(0, '127.0.0.1');
    await once(monitoring.#server, 'listening');
    return monitoring;
  }

  /** The address with the path before `/api/v1` that was recorded. */
  get url(): string {
    const [prefix] = this.exchanges[0]!.path.split('/api/v1');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${prefix}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.sendDate = false;
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const [query, time] = [form.get('query') ?? undefined, form.get('time')];
    const found = this.exchanges.find((each) => isAnswer(each, request.url!, query, time));
    const text = found && cutTo(found, rangeOf(query));
    if (text === undefined) this.unknown.push(`${request.url} ${query} ${time}`);
    if (!found || text === undefined) return void response.writeHead(501).end();
    const headers = { ...found.headers };
    // What has no moment is answered at any time.
    if (rangeOf(query) === undefined) delete headers['date'];

    response.writeHead(found.status, headers).end(headers['content-encoding'] === 'gzip' ? gzipSync(text) : text);
  }
}

function isAnswer(exchange: Exchange, path: string, query: string | undefined, time: string | null): boolean {
  if (exchange.path !== path || kindOf(exchange.query) !== kindOf(query)) return false;
  return rangeOf(query) === undefined || Number(exchange.time) === Number(time);
}

/** What a question is about, whatever its jobs and its range. */
function kindOf(query: string | undefined): string | undefined {
  return query?.startsWith('{__name__') ? 'vital signs' : query?.replace(/[[{].*/, '');
}

function rangeOf(query: string | undefined): number | undefined {
  const [, seconds] = /\[(\d+)s\]$/.exec(query ?? '') ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

/** The recorded text, or so much of it as lies within the range; undefined when less was recorded. */
function cutTo({ query, time, body }: Exchange, range: number | undefined): string | undefined {
  const recorded = rangeOf(query);
  if (recorded === range) return body;
  if (recorded === undefined || range === undefined || recorded < range) return undefined;
  const answer = JSON.parse(body) as Matrix;
  for (const series of answer.data?.result ?? [])
    series.values = series.values.filter(([at]) => at > Number(time) - range);
  return JSON.stringify(answer);
}
