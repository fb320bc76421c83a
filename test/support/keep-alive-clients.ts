import { Agent, get } from 'node:http';

/** Clients that keep their connections and ask as fast as they are answered, until stopped. */
export class KeepAliveClients {
  answered = 0;
  /** Answers that told the client to go elsewhere. */
  closedByServer = 0;
  /** What happened instead of an answer 200. */
  readonly failures: string[] = [];
  readonly #agent: Agent;
  readonly #clients: Promise<void>[];
  #going = true;

  constructor(urls: readonly string[], clients: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: clients });
    this.#clients = Array.from({ length: clients }, (_, index) => this.#run(urls[index % urls.length]!));
  }

  /** Lets every request that is under way come to its end. */
  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#clients);
    this.#agent.destroy();
  }

  async #run(url: string): Promise<void> {
    while (this.#going) await this.#ask(url);
  }

  /** A kept connection that the server closed before anything was sent is not a failure: it is tried again. */
  async #ask(url: string): Promise<void> {
    const first = await this.#askOnce(url);
    const second = first === 'closed while idle' ? await this.#askOnce(url) : first;
    if (second !== 'answered') this.failures.push(second);
  }

  #askOnce(url: string): Promise<string> {
    return new Promise((resolve) => {
      const request = get(url, { agent: this.#agent }, (response) => {
        response.resume();
        response.on('aborted', () => resolve('cut in the middle of the answer'));
        response.on('end', () => {
          if (response.headers.connection === 'close') this.closedByServer++;
          if (response.statusCode === 200) this.answered++;
          const otherwise = `status ${response.statusCode}, ${response.headers['content-type']}`;
          resolve(response.statusCode === 200 ? 'answered' : otherwise);
        });
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        const idle = request.reusedSocket && error.code === 'ECONNRESET';
        resolve(idle ? 'closed while idle' : (error.code ?? error.message));
      });
    });
  }
}
