import type { Clock } from '../../platform/clock/clock.js';

/** Names are asked for so often: a headless Service follows its pods within seconds. */
const LOOK_UP_EVERY_MS = 30_000;
/** An address is kept for so long after its name led to it last, as long as it answers. */
const KEPT_MS = 900_000;
/** More addresses of one name are not gateways. */
const MAX_ADDRESSES = 100;

/** An address, or this very machine. */
const NO_NAME = /^(?:[\d.]+|.*:.*|localhost)$/;

/** Finds all addresses of a name; rejects when there are none. */
export type AddressLookUp = (host: string) => Promise<readonly string[]>;

/** Of the addresses of both families only IPv4: a name that has both leads to the same instances by either. */
function ofOneFamily(addresses: readonly string[]): string[] {
  const fourth = addresses.filter((address) => !address.includes(':'));
  return (fourth.length > 0 ? fourth : [...addresses]).toSorted();
}

/** The addresses of the host of one URL: each is an instance of its own. */
export class TargetAddresses {
  readonly #host: string;
  /** By address, when the name led to it last, monotonic ms. */
  readonly #seenMs = new Map<string, number>();
  #askedMs = -Infinity;

  constructor(
    url: string,
    private readonly clock: Clock,
    private readonly lookUp: AddressLookUp,
  ) {
    this.#host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  }

  /**
   * The addresses now; none where the host is an address itself or this very machine, or where the name has never been
   * found: connecting to the name then tells why. A name that cannot be looked up keeps the addresses that it had.
   */
  async all(): Promise<readonly string[]> {
    if (NO_NAME.test(this.#host)) return [];
    const { monotonicMs } = this.clock.now();
    if (monotonicMs - this.#askedMs >= LOOK_UP_EVERY_MS) {
      this.#askedMs = monotonicMs;
      for (const address of await this.#found()) this.#seenMs.set(address, monotonicMs);
    }
    return [...this.#seenMs.keys()].slice(0, MAX_ADDRESSES);
  }

  /**
   * Whether an address that does not answer has left the name's records; then it is forgotten. If it still is, the name
   * is looked up before the next round: a pod that ends leaves it at about the same time.
   */
  isGone(address: string): boolean {
    const { monotonicMs } = this.clock.now();
    const seenMs = this.#seenMs.get(address) ?? -Infinity;
    const newestMs = Math.max(-Infinity, ...this.#seenMs.values());
    const isGone = newestMs > seenMs || monotonicMs - seenMs >= KEPT_MS;
    if (isGone) this.#seenMs.delete(address);
    else this.#askedMs = -Infinity;
    return isGone;
  }

  async #found(): Promise<readonly string[]> {
    try {
      return ofOneFamily(await this.lookUp(this.#host));
    } catch {
      return [];
    }
  }
}
