import { token } from '../injection/token.js';

export const DRAIN = token<Drain>('Drain');

/**
 * Whether the service is about to end. While it drains, readiness is off and every answer says
 * `Connection: close`, so that clients and load balancers go elsewhere without a failed request.
 */
export class Drain {
  #draining = false;

  begin(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }
}
