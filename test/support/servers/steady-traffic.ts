import { Agent, get } from 'node:http';

const MAX_IN_FLIGHT = 200;

/** Sends requests through a gateway at a steady pace until stopped; what becomes of them is the gateway's to count. */
export class SteadyTraffic {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_IN_FLIGHT });
  readonly #timer: NodeJS.Timeout;
  #inFlight = 0;

  constructor(urls: readonly string[], perSecond: number) {
    this.#timer = setInterval(() => urls.forEach((url) => this.#send(url)), 1_000 / perSecond);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#agent.destroy();
  }

  #send(url: string): void {
    if (this.#inFlight >= MAX_IN_FLIGHT) return;
    this.#inFlight++;
    get(url, { agent: this.#agent }, (response) => response.resume())
      .on('error', () => undefined)
      .on('close', () => this.#inFlight--);
  }
}
