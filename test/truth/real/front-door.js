import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What stands before monitoring systems: it takes them in turn, makes answers wait, and cuts some. */
export class FrontDoor {
  #server = createServer((request, response) => void this.#pass(request, response));
  #turn = 0;
  /** How long the next answer waits, ms. */
  waitMs = () => 0;
  /** Whether the next answer is cut in the middle. */
  cuts = () => false;

  constructor(urls) {
    this.urls = urls;
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(request, response) {
    const url = new URL(request.url, this.urls[this.#turn++ % this.urls.length]);
    const [waitMs, isCut] = [this.waitMs(), this.cuts()];
    const asked = ask(url, { method: request.method, headers: { ...request.headers, host: url.host } });
    const fail = () => response.socket?.destroy();
    asked.on('error', fail);
    asked.on('response', async (answer) => {
      await sleep(waitMs);
      response.writeHead(answer.statusCode, answer.headers);
      if (!isCut) return answer.on('error', fail).pipe(response);
      answer.once('data', (part) => response.write(part.subarray(0, part.length / 2), fail));
    });
    request.on('error', fail).pipe(asked);
  }
}
