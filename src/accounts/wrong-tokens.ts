import ipaddr from 'ipaddr.js';
import type { Clock } from '../platform/clock/clock.js';
import { parseAddress } from '../platform/egress/ip-address.js';

/** Wrong tokens that an address may send at once, and how soon it may send one more. */
const BURST = 20;
const ONE_MORE_EVERY_MS = 3_000;
const MAX_ADDRESSES = 10_000;

interface Tally {
  /** Time until all wrong tokens are forgotten. */
  debtMs: number;
  atMs: number;
}

/** Counts wrong tokens by where they came from: twenty at once, then twenty a minute. Forgets the oldest address. */
export class WrongTokens {
  readonly #byAddress = new Map<string, Tally>();

  constructor(
    private readonly clock: Clock,
    /** Called for each address that was forgotten because there were too many. */
    private readonly forgot: () => void,
  ) {}

  /** How long, in milliseconds, an address has to wait until its next wrong token is answered as such; 0 if it need not wait. */
  waitMs(address: string): number {
    const tally = this.#byAddress.get(networkOf(address));
    if (!tally) return 0;
    this.#forgive(tally);
    return Math.max(0, tally.debtMs - (BURST - 1) * ONE_MORE_EVERY_MS);
  }

  /** Counts a wrong token. */
  note(address: string): void {
    const network = networkOf(address);
    const tally = this.#byAddress.get(network) ?? { debtMs: 0, atMs: this.clock.now().monotonicMs };
    this.#forgive(tally);
    tally.debtMs += ONE_MORE_EVERY_MS;
    this.#byAddress.delete(network);
    this.#byAddress.set(network, tally);
    if (this.#byAddress.size <= MAX_ADDRESSES) return;
    this.#byAddress.delete(this.#byAddress.keys().next().value!);
    this.forgot();
  }

  #forgive(tally: Tally): void {
    const nowMs = this.clock.now().monotonicMs;
    tally.debtMs = Math.max(0, tally.debtMs - (nowMs - tally.atMs));
    tally.atMs = nowMs;
  }
}

/** One IPv6 customer has a /64, and with it more addresses than any table holds. */
function networkOf(address: string): string {
  const parsed = parseAddress(address.replace(/%.*/, ''));
  if (!(parsed instanceof ipaddr.IPv6) || parsed.isIPv4MappedAddress()) return address;
  return parsed.parts.slice(0, 4).join(':');
}
