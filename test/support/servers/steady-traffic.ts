import { Agent, get } from 'node:http';

/** Sends requests through a gateway at a steady pace until stopped; what becomes of them is the gateway's to count. */
export class SteadyTraffic {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 20 });
  readonly #timer: NodeJS.Timeout;

  constructor(urls: readonly string[], perSecond: number) {
    this.#timer = setInterval(() => {
      for (const url of urls)
        get(url, { agent: this.#agent, timeout: 5_000 }, (response) => response.resume()).on('error', () => undefined);
    }, 1_000 / perSecond);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#agent.destroy();
  }
}
