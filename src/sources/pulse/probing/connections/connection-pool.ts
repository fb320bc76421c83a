import type { SecureContext } from 'node:tls';
import { elapsedMs } from '../../../../platform/clock/elapsed.js';
import type { Deadline, Deadlines } from '../deadlines.js';
import { Connection, type ConnectionUser, type Destination } from './connection.js';

/** Bounds of the sockets of a prober. */
export interface PoolBounds {
  /** Open at a time, kept ones included. */
  readonly mostConnections: number;
  readonly mostPerOrigin: number;
}

/** Longer than the longest interval of a target; the other side usually ends them sooner. */
const IDLE_MS = 330_000;
/** So that a name that leads elsewhere by now is looked up again. */
const OLDEST_MS = 600_000;

interface Kept {
  readonly connection: Connection;
  readonly origin: Origin;
  readonly deadline: Deadline;
}

/** The connections to one scheme, host and port. */
interface Origin {
  readonly name: string;
  readonly open: Set<Connection>;
  /** The one used last comes last, and is taken first. */
  readonly idle: Kept[];
}

/**
 * All connections of a prober, by origin. A connection is in use, or kept for the next probe of its origin under the
 * same policy. Where a bound is reached, the one that has been idle longest gives way; origins without any are forgotten.
 */
export class ConnectionPool {
  readonly #origins = new Map<string, Origin>();
  /** Over all origins, the one idle longest first. */
  readonly #idle = new Map<Connection, Kept>();
  #open = 0;

  constructor(
    private readonly bounds: PoolBounds,
    private readonly deadlines: Deadlines,
    private readonly trust: SecureContext,
  ) {}

  /** Open connections, kept ones included. */
  get open(): number {
    return this.#open;
  }

  /** Origins that have a connection. */
  get origins(): number {
    return this.#origins.size;
  }

  /** A kept connection, if there is one. */
  take({ url, policy }: Destination, user: ConnectionUser): Connection | undefined {
    const idle = this.#origins.get(url.origin)?.idle ?? [];
    const at = idle.findLastIndex(({ connection }) => connection.policy === policy);
    if (at < 0) return undefined;
    const { connection } = idle[at]!;
    this.#unkeep(connection);
    connection.handTo(user);
    return connection;
  }

  /** A new connection under way to one of `addresses`; undefined where a bound does not allow it. */
  openTo(destination: Destination, addresses: readonly string[], user: ConnectionUser): Connection | undefined {
    const origin = this.#originOf(destination.url);
    if (!this.#makeRoom(origin)) {
      this.#forgetIfEmpty(origin);
      return undefined;
    }
    const closed = (connection: Connection): void => this.#closed(connection, origin);
    const connection = new Connection({ ...destination, addresses, trust: this.trust, user, closed });
    origin.open.add(connection);
    this.#open++;
    return connection;
  }

  /** Keeps a connection on which nothing is under way; it is ended instead when it has grown too old. */
  keep(connection: Connection, url: URL): void {
    if (elapsedMs() - connection.openedAtMs > OLDEST_MS) {
      connection.destroy();
      return;
    }
    const origin = this.#originOf(url);
    const end = (): void => connection.destroy();
    connection.handTo({ received: end, ended: () => undefined });
    const kept = { connection, origin, deadline: this.deadlines.after(IDLE_MS, end) };
    origin.idle.push(kept);
    this.#idle.set(connection, kept);
  }

  /** Ends every connection. */
  close(): void {
    for (const { open } of this.#origins.values()) for (const each of open) each.destroy();
  }

  #originOf(url: URL): Origin {
    const known = this.#origins.get(url.origin);
    if (known) return known;
    const origin = { name: url.origin, open: new Set<Connection>(), idle: [] };
    this.#origins.set(url.origin, origin);
    return origin;
  }

  #makeRoom(origin: Origin): boolean {
    if (origin.open.size >= this.bounds.mostPerOrigin) origin.idle[0]?.connection.destroy();
    if (this.#open >= this.bounds.mostConnections) this.#idle.keys().next().value?.destroy();
    return origin.open.size < this.bounds.mostPerOrigin && this.#open < this.bounds.mostConnections;
  }

  #unkeep(connection: Connection): void {
    const kept = this.#idle.get(connection);
    if (!kept) return;
    this.#idle.delete(connection);
    this.deadlines.cancel(kept.deadline);
    kept.origin.idle.splice(kept.origin.idle.lastIndexOf(kept), 1);
  }

  #closed(connection: Connection, origin: Origin): void {
    this.#unkeep(connection);
    if (!origin.open.delete(connection)) return;
    this.#open--;
    this.#forgetIfEmpty(origin);
  }

  #forgetIfEmpty({ name, open }: Origin): void {
    if (open.size === 0) this.#origins.delete(name);
  }
}
