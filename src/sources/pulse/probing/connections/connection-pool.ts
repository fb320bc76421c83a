import type { Clock } from '../../../../platform/clock/clock.js';
import type { Deadlines } from '../deadlines.js';
import type { AddressLookUp } from './address-look-up.js';
import type { ConnectionFault } from './connection-fault.js';
import { Connection, type ConnectionUser, type Destination } from './connection.js';

/** Bounds of the sockets of a prober. */
export interface PoolBounds {
  /** Open at a time, kept ones included. */
  readonly mostConnections: number;
  readonly mostPerOrigin: number;
}

/** Balancers and firewalls forget idle connections without a word, hardly any of them within this time. */
const IDLE_MS = 10_000;
/** So that the connections to a name of several addresses are spread anew. */
const OLDEST_MS = 600_000;
/** Between two looks at what is idle, and at where the names lead. */
const SWEEP_MS = 1_000;

/** The connections to one scheme, host and port. */
interface Origin {
  readonly open: Set<Connection>;
  /** The one used last comes last, and is taken first. */
  readonly idle: Connection[];
  readonly host: string;
  /** Its name is being looked up. */
  isFollowed: boolean;
}

/** Options of a pool. */
export interface PoolOptions {
  readonly bounds: PoolBounds;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly lookUp: AddressLookUp;
}

/**
 * All connections of a prober, by origin. A connection is in use, or kept for the next probe of its origin under the same
 * policy and trust, for seconds. Those whose name leads elsewhere end: names are looked up again when the time to live of
 * their record is over. Where a bound is reached, the one that has been idle longest gives way, or one that is only being
 * drained; origins without any are forgotten.
 */
export class ConnectionPool {
  readonly #origins = new Map<string, Origin>();
  #open = 0;
  #sweeps = false;

  constructor(private readonly options: PoolOptions) {}

  /** Open connections, kept ones included. */
  get open(): number {
    return this.#open;
  }

  /** Origins that have a connection. */
  get origins(): number {
    return this.#origins.size;
  }

  /** A kept connection, if there is one. */
  take({ url, policy, trust }: Destination, user: ConnectionUser): Connection | undefined {
    const idle = this.#origins.get(url.origin)?.idle;
    if (idle === undefined || idle.length === 0) return undefined;
    const nowMs = this.#nowMs;
    const context = url.protocol === 'https:' ? trust.context(nowMs) : undefined;
    for (let at = idle.length - 1; at >= 0; at--) {
      const connection = idle[at]!;
      if (nowMs - connection.idleSinceMs > IDLE_MS) return undefined;
      if (connection.policy !== policy || connection.context !== context) continue;
      if (at === idle.length - 1) idle.pop();
      else idle.splice(at, 1);
      connection.handTo(user);
      return connection;
    }
    return undefined;
  }

  /** A new connection under way to one of `addresses`, or why there is none. */
  openTo(destination: Destination, addresses: readonly string[], user: ConnectionUser): Connection | ConnectionFault {
    const { url, trust } = destination;
    const name = url.origin;
    const origin = this.#origins.get(name) ?? originOf(url);
    const nowMs = this.#nowMs;
    const context = url.protocol === 'https:' ? trust.context(nowMs) : undefined;
    if (!context && url.protocol === 'https:') return TRUST_UNUSABLE;
    if (!this.#makeRoom(origin)) return NO_CONNECTION_LEFT;
    const closed = (connection: Connection): void => this.#closed(connection, name, origin);
    const { deadlines } = this.options;
    const connection = new Connection({ ...destination, addresses, context, deadlines, user, closed, nowMs });
    this.#origins.set(name, origin);
    origin.open.add(connection);
    this.#open++;
    return connection;
  }

  /** Keeps an open connection on which nothing is under way; it is ended instead when it is too old, or leads elsewhere. */
  keep(connection: Connection, url: URL): void {
    const nowMs = this.#nowMs;
    if (connection.isOutdated || nowMs - connection.bornMs > OLDEST_MS) {
      connection.destroy();
      return;
    }
    connection.rest(nowMs);
    this.#origins.get(url.origin)!.idle.push(connection);
    if (!this.#sweeps) this.#sweepLater();
  }

  /** Ends every connection. */
  close(): void {
    for (const { open } of this.#origins.values()) for (const each of open) each.destroy();
  }

  get #nowMs(): number {
    return this.options.clock.now().monotonicMs;
  }

  #makeRoom(origin: Origin): boolean {
    const { mostPerOrigin, mostConnections } = this.options.bounds;
    if (origin.open.size >= mostPerOrigin) (origin.idle[0] ?? draining([origin]))?.destroy();
    if (this.#open >= mostConnections) (this.#idleLongest() ?? draining(this.#origins.values()))?.destroy();
    return origin.open.size < mostPerOrigin && this.#open < mostConnections;
  }

  #idleLongest(): Connection | undefined {
    let longest: Connection | undefined;
    for (const { idle } of this.#origins.values()) {
      const first = idle[0];
      if (first && (longest === undefined || first.idleSinceMs < longest.idleSinceMs)) longest = first;
    }
    return longest;
  }

  #sweepLater(): void {
    this.#sweeps = true;
    this.options.deadlines.after(SWEEP_MS, () => this.#sweep());
  }

  #sweep(): void {
    this.#sweeps = false;
    const beforeMs = this.#nowMs - IDLE_MS;
    for (const origin of this.#origins.values()) {
      const { idle } = origin;
      while (idle.length > 0 && idle[0]!.idleSinceMs < beforeMs) idle[0]!.destroy();
      if (origin.open.size > 0 && !origin.isFollowed) void this.#follow(origin);
    }
    if (this.#open > 0) this.#sweepLater();
  }

  /** Name servers that fail or are silent change nothing. The resolver keeps what it found for its time to live. */
  async #follow(origin: Origin): Promise<void> {
    origin.isFollowed = true;
    const policies = new Set([...origin.open].map(({ policy }) => policy));
    for (const policy of policies) {
      const found = await this.options.lookUp(origin.host, policy);
      if (!found.ok && found.code === 'DNS_FAILURE') continue;
      const addresses = found.ok ? found.value : [];
      for (const each of origin.open) if (each.policy === policy) retire(each, addresses, origin.idle);
    }
    origin.isFollowed = false;
  }

  #closed(connection: Connection, name: string, { open, idle }: Origin): void {
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    if (!open.delete(connection)) return;
    this.#open--;
    if (open.size === 0) this.#origins.delete(name);
  }
}

function originOf({ hostname }: URL): Origin {
  return { open: new Set<Connection>(), idle: [], host: hostname, isFollowed: false };
}

function draining(origins: Iterable<Origin>): Connection | undefined {
  for (const { open } of origins) for (const each of open) if (each.isDraining) return each;
  return undefined;
}

/** What is under way goes on to its end. */
function retire(connection: Connection, addresses: readonly string[], idle: readonly Connection[]): void {
  if (connection.address === undefined || addresses.includes(connection.address)) return;
  connection.isOutdated = true;
  if (idle.includes(connection)) connection.destroy();
}

const NO_CONNECTION_LEFT: ConnectionFault = {
  outcome: 'cancelled',
  cause: 'overload',
  detail: 'the prober has no connection left for this host',
};
const TRUST_UNUSABLE: ConnectionFault = {
  outcome: 'no-response',
  cause: 'auth',
  detail: 'the files of tls cannot be used; the log of the prober says why',
};
