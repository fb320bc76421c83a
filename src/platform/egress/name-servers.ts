import { Resolver } from 'node:dns/promises';

/** One address of a name, and for how long it may be kept. */
export interface AddressRecord {
  readonly address: string;
  readonly ttlSeconds: number;
}

/** Why a name has no addresses: there is no such name, the servers could not tell, nobody answered. */
export type NameFailure = 'unknown' | 'failed' | 'silent';

/** Asks name servers for one family of addresses. */
export interface NameServers {
  /** Never rejects. */
  ask(name: string, family: 4 | 6): Promise<readonly AddressRecord[] | NameFailure>;
  /** Reads the machine's configuration again. */
  renew(): void;
  /** Gives up what is under way. */
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

/** Asks by c-ares, which waits on sockets: silent servers hold no thread of the pool, as `dns.lookup` does. */
export class CaresNameServers implements NameServers {
  #resolver: Resolver;

  /** `servers` are those of the machine where absent; tests name their own. */
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
