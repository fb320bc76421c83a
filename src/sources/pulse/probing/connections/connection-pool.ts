import type { SecureContext } from 'node:tls';
import type { Clock } from '../../../../platform/clock/clock.js';
import type { Deadlines } from '../deadlines.js';
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
const SWEEP_MS = 30_000;

/** The connections to one scheme, host and port. */
interface Origin {
  readonly open: Set<Connection>;
  /** The one used last comes last, and is taken first. */
  readonly idle: Connection[];
}

/**
 * All connections of a prober, by origin. A connection is in use, or kept for the next probe of its origin under the
 * same policy. Where a bound is reached, the one that has been idle longest gives way; origins without any are forgotten.
 */
export class ConnectionPool {
  readonly #origins = new Map<string, Origin>();
  #open = 0;
  #sweeps = false;

  constructor(
    private readonly bounds: PoolBounds,
    private readonly deadlines: Deadlines,
    private readonly trust: SecureContext,
    private readonly clock: Clock,
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
    const idle = this.#origins.get(url.origin)?.idle;
    if (idle === undefined) return undefined;
    for (let at = idle.length - 1; at >= 0; at--) {
      const connection = idle[at]!;
      if (connection.policy !== policy) continue;
      if (at === idle.length - 1) idle.pop();
      else idle.splice(at, 1);
      connection.handTo(user);
      return connection;
    }
    return undefined;
  }

  /** A new connection under way to one of `addresses`; undefined where a bound does not allow it. */
  openTo(destination: Destination, addresses: readonly string[], user: ConnectionUser): Connection | undefined {
    const name = destination.url.origin;
    const origin = this.#origins.get(name) ?? { open: new Set<Connection>(), idle: [] };
    if (!this.#makeRoom(origin)) return undefined;
    const closed = (connection: Connection): void => this.#closed(connection, name, origin);
    const connection = new Connection({
      ...destination,
      addresses,
      trust: this.trust,
      user,
      closed,
      nowMs: this.#nowMs,
    });
    this.#origins.set(name, origin);
    origin.open.add(connection);
    this.#open++;
    return connection;
  }

  /** Keeps an open connection on which nothing is under way; it is ended instead when it has grown too old. */
  keep(connection: Connection, url: URL): void {
    const nowMs = this.#nowMs;
    if (nowMs - connection.bornMs > OLDEST_MS) {
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
    return this.clock.now().monotonicMs;
  }

  #makeRoom(origin: Origin): boolean {
    if (origin.open.size >= this.bounds.mostPerOrigin) origin.idle[0]?.destroy();
    if (this.#open >= this.bounds.mostConnections) this.#idleLongest()?.destroy();
    return origin.open.size < this.bounds.mostPerOrigin && this.#open < this.bounds.mostConnections;
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
    this.deadlines.after(SWEEP_MS, () => this.#sweep());
  }

  #sweep(): void {
    this.#sweeps = false;
    const beforeMs = this.#nowMs - IDLE_MS;
    for (const { idle } of this.#origins.values()) {
      while (idle.length > 0 && idle[0]!.idleSinceMs < beforeMs) idle[0]!.destroy();
    }
    if (this.#open > 0) this.#sweepLater();
  }

  #closed(connection: Connection, name: string, { open, idle }: Origin): void {
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    if (!open.delete(connection)) return;
    this.#open--;
    if (open.size === 0) this.#origins.delete(name);
  }
}
