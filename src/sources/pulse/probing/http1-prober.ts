import type { Clock, Instant } from '../../../platform/clock/clock.js';
import type { AddressLookUp } from './connections/address-look-up.js';
import { authorizationFor, type Authorization } from './auth/authorization.js';
import { TokenCache } from './auth/token-cache.js';
import { fetchToken } from './auth/token-client.js';
import { Cancellations } from './cancellations.js';
import { ConnectionPool, type PoolBounds } from './connections/connection-pool.js';
import { Deadlines } from './deadlines.js';
import { ProbeRun, type RunOptions } from './probe-run.js';
import type { ProbeRequest } from '../probe-request.js';
import type { ProbeResult } from '../probe-result.js';
import type { Prober } from '../prober.js';
import type { Trust } from '../trust.js';
import { fixedTrust } from './connections/connection.js';

/** Options of a prober. */
export interface ProberOptions extends PoolBounds {
  readonly clock: Clock;
  readonly lookUp: AddressLookUp;
  /** `Heartbeat-Pulse/` and the version. */
  readonly userAgent: string;
  /** Of requests that do not say; absent: the authorities of the system are trusted. */
  readonly trust?: Trust;
}

/** Probes by HTTP/1.1 on connections of its own. */
export class Http1Prober implements Prober {
  readonly #deadlines: Deadlines;
  readonly #pool: ConnectionPool;
  readonly #cancellations = new Cancellations();
  readonly #runs = new Set<ProbeRun>();
  readonly #means: RunOptions;
  #closed = false;

  constructor({ clock, lookUp, userAgent, trust = fixedTrust(), ...bounds }: ProberOptions) {
    this.#deadlines = new Deadlines(clock);
    this.#pool = new ConnectionPool({ bounds, deadlines: this.#deadlines, clock, lookUp });
    const defaults = { 'User-Agent': userAgent, Accept: '*/*' };
    const means = { pool: this.#pool, deadlines: this.#deadlines, lookUp, trust };
    const tokens = new TokenCache(clock, (credentials) => fetchToken(credentials, means, defaults));
    this.#means = {
      ...means,
      defaults,
      texts: new WeakMap(),
      now: (): Instant => clock.now(),
      authorize: ({ auth }): Authorization | Promise<Authorization> | undefined =>
        auth && authorizationFor(auth, tokens),
      renew: ({ auth }, token) => auth?.kind === 'oauth2' && tokens.refuse(auth, token),
    };
  }

  /** Open connections, and origins that have one. */
  get sockets(): { readonly connections: number; readonly origins: number } {
    return { connections: this.#pool.open, origins: this.#pool.origins };
  }

  probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResult> {
    return new Promise((resolve) => {
      const run = new ProbeRun(request, this.#means, (result) => {
        leave();
        this.#runs.delete(run);
        resolve(result);
      });
      this.#runs.add(run);
      let leave = (): unknown => undefined;
      leave = this.#cancellations.watch(signal, () => run.cancel());
      if (this.#closed) run.cancel();
      else if (!signal.aborted) run.start();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const run of this.#runs) run.cancel();
    this.#pool.close();
    this.#deadlines.close();
  }
}
