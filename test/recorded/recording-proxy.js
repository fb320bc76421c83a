import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** Headers of an answer that say how it is to be read. */
const KEPT = ['content-type', 'content-encoding', 'date', 'cache-control', 'vary', 'retry-after'];

/** Stands between Heartbeat and a monitoring system, and keeps what is asked and answered. */
export class RecordingProxy {
  exchanges = [];
  #server = createServer((request, response) => void this.#pass(request, response));

  /** `headers` are added to what is passed on. */
  constructor(target, headers = {}) {
    this.target = target;
    this.headers = headers;
  }

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.close().closeAllConnections();
  }

  async #pass(request, response) {
    const atMs = Date.now();
    const asked = await bytesOf(request);
    const headers = { ...request.headers, host: new URL(this.target).host, connection: 'close', ...this.headers };
    const passed = httpRequest(`${this.target}${request.url}`, { method: request.method, headers });
    passed.end(asked);
    const [answer] = await once(passed, 'response');
    const body = await bytesOf(answer);
    response.writeHead(answer.statusCode, answer.headers).end(body);
    this.exchanges.push(exchangeOf({ atMs, path: new URL(request.url, this.url).pathname, asked, answer, body }));
  }
}

function exchangeOf({ atMs, path, asked, answer, body }) {
  const form = new URLSearchParams(String(asked));
  const headers = Object.fromEntries(
    KEPT.flatMap((name) => (name in answer.headers ? [[name, answer.headers[name]]] : [])),
  );
  const text = String(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
  const question = form.has('query') ? { query: form.get('query'), time: form.get('time') } : {};
  return { atMs, path, ...question, status: answer.statusCode, headers, body: text };
}

async function bytesOf(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
