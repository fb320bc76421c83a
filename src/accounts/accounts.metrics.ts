import { Counter, type Registry } from 'prom-client';

/** The outcomes of requests that need a token. */
export const ACCESS_OUTCOMES = [
  'granted',
  'no-tokens-set',
  'no-token',
  'wrong-token',
  'too-many-wrong',
  'not-covered',
] as const;
/** One of `ACCESS_OUTCOMES`. */
export type AccessOutcome = (typeof ACCESS_OUTCOMES)[number];

/** Metrics of access control. */
export class AccountsMetrics {
  readonly #requests: Counter<'outcome'>;
  readonly #forgotten: Counter;

  constructor(registry: Registry) {
    this.#requests = new Counter({
      name: 'heartbeat_access_requests_total',
      help: 'Requests that need an access token, by what became of them; not-covered are among those granted.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    this.#forgotten = new Counter({
      name: 'heartbeat_access_addresses_forgotten_total',
      help: 'Addresses whose wrong tokens were forgotten because too many addresses had sent some.',
      registers: [registry],
    });
    for (const outcome of ACCESS_OUTCOMES) this.#requests.inc({ outcome }, 0);
  }

  decided(outcome: AccessOutcome): void {
    this.#requests.inc({ outcome });
  }

  forgotAddress(): void {
    this.#forgotten.inc();
  }
}
