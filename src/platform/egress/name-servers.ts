import { Resolver } from 'node:dns/promises';

/** One address of a name, and for how long it may be kept. */
export interface AddressRecord {
  readonly address: string;
  readonly ttlSeconds: number;
}

/** Why a name has no addresses: it does not exist, the servers failed, or none of them answered. */
export type NameFailure = 'unknown' | 'failed' | 'silent';

/** Asks name servers for one family of addresses. */
export interface NameServers {
  /** Never rejects. */
  ask(name: string, family: 4 | 6): Promise<readonly AddressRecord[] | NameFailure>;
  /** Reads the machine's configuration again. */
  renew(): void;
  /** Cancels pending queries. */
  close(): void;
}

/** A second try goes to the next server, if there is one, and waits twice as long: 900 ms in all with one server. */
const QUERY = { timeout: 300, tries: 2 };

const FAILURES: Readonly<Record<string, NameFailure>> = {
  ENOTFOUND: 'unknown',
  ENODATA: 'unknown',
  EBADNAME: 'unknown',
  ETIMEOUT: 'silent',
  ECANCELLED: 'silent',
};

/** Asks by c-ares, which waits on sockets: silent servers block no thread of the pool, unlike with `dns.lookup`. */
export class CaresNameServers implements NameServers {
  #resolver: Resolver;

  /** Without `servers`, those of the machine are asked; tests pass their own. */
  constructor(private readonly servers?: readonly string[]) {
    this.#resolver = this.#create();
  }

  async ask(name: string, family: 4 | 6): Promise<readonly AddressRecord[] | NameFailure> {
    try {
      const resolver = this.#resolver;
      const records = await (family === 4
        ? resolver.resolve4(name, { ttl: true })
        : resolver.resolve6(name, { ttl: true }));
      // Node leaves the time to live out from the 257th record on.
      return records.map((each) => ({ address: each.address, ttlSeconds: (each.ttl as number | undefined) ?? 0 }));
    } catch (error) {
      return FAILURES[(error as { code?: string }).code ?? ''] ?? 'failed';
    }
  }

  renew(): void {
    if (!this.servers) this.#resolver = this.#create();
  }

  close(): void {
    this.#resolver.cancel();
  }

  #create(): Resolver {
    const resolver = new Resolver(QUERY);
    if (this.servers) resolver.setServers(this.servers);
    return resolver;
  }
}
