import type { Clock } from '../clock/clock.js';
import { shownValue } from '../settings/shown-value.js';
import { lookUpAddresses } from './address-look-up.js';
import { LOCALHOST_ADDRESSES, verdictOnAddress } from './egress-address.js';
import { refused } from './egress-verdict.js';
import { parseHosts } from './hosts-file.js';
import type { LookUpObserver, NameAnswer, NameResolver } from './name-resolver.js';
import type { AddressRecord, NameFailure, NameServers } from './name-servers.js';
import { fullNames, parseSearchDomains } from './search-domains.js';
import { SmallFile } from './small-file.js';

/** The options of a resolver. */
export interface EgressResolverOptions {
  readonly servers: NameServers;
  readonly clock: Clock;
  readonly observer: LookUpObserver;
  readonly hostsPath?: string;
  readonly resolvConfPath?: string;
}

/** As long as the longest deadline of those who ask: each has its own, which covers the look-up as well. */
const LOOK_UP_MS = 30_000;
/** Between two rounds of questions to silent servers, which take most of a second themselves. */
const ASK_AGAIN_MS = 100;
const MOST_KEPT = 16;
const LEAST_TTL_SECONDS = 5;
const MOST_TTL_SECONDS = 60;
const FAILURE_TTL_SECONDS = 1;
const MOST_NAMES = 4_096;
const MOST_UNDER_WAY = 1_000;

const DETAILS: Readonly<Record<NameFailure | 'overload', string>> = {
  unknown: 'is not known to the name servers',
  failed: 'could not be looked up: the name servers fail',
  silent: 'could not be looked up: the name servers are silent',
  overload: 'was not looked up: too many names are being looked up',
};

interface Kept {
  readonly answer: NameAnswer;
  readonly untilMs: number;
}

/**
 * Finds addresses in `/etc/hosts` and by name servers, and never in the thread pool. Silent servers are asked again for
 * half a minute; an answer is cached for its time to live, within 5 and 60 s, a failure for one second. One look-up a
 * name at a time.
 */
export class EgressResolver implements NameResolver {
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<NameAnswer>>();
  readonly #hosts: SmallFile<ReadonlyMap<string, readonly string[]>>;
  readonly #searched: SmallFile<readonly string[]>;
  readonly #closed = new AbortController();
  #domains: readonly string[];

  constructor(private readonly options: EgressResolverOptions) {
    const { clock, hostsPath = '/etc/hosts', resolvConfPath = '/etc/resolv.conf' } = options;
    this.#hosts = new SmallFile(hostsPath, parseHosts, clock);
    this.#searched = new SmallFile(resolvConfPath, parseSearchDomains, clock);
    this.#domains = this.#searched.content();
  }

  resolve(host: string): Promise<NameAnswer> {
    const name = host.toLowerCase();
    const local = localAddresses(name) ?? this.#hosts.content().get(name);
    if (local) return Promise.resolve({ ok: true, addresses: local });
    const kept = this.#kept.get(name);
    if (kept && this.options.clock.now().monotonicMs < kept.untilMs) return Promise.resolve(kept.answer);
    return this.#underWay.get(name) ?? this.#start(name);
  }

  /** Cancels pending look-ups. */
  close(): void {
    this.#closed.abort();
    this.options.servers.close();
  }

  #start(name: string): Promise<NameAnswer> {
    if (this.#underWay.size >= MOST_UNDER_WAY) return Promise.resolve(this.#failed(name, 'overload'));
    const lookUp = this.#lookUp(name).then((found) => {
      this.#underWay.delete(name);
      return this.#keep(name, found);
    });
    this.#underWay.set(name, lookUp);
    return lookUp;
  }

  async #lookUp(name: string): Promise<readonly AddressRecord[] | NameFailure> {
    const over = new AbortController();
    const ended = AbortSignal.any([over.signal, this.#closed.signal]);
    const tooLate = this.options.clock.sleep(LOOK_UP_MS, ended).then(() => 'silent' as const);
    const found = await Promise.race([this.#search(name, ended), tooLate]);
    over.abort();
    return found;
  }

  async #search(name: string, signal: AbortSignal): Promise<readonly AddressRecord[] | NameFailure> {
    for (const full of fullNames(name, this.#currentDomains())) {
      const found = await this.#ask(full, signal);
      if (found !== 'unknown' || signal.aborted) return found;
    }
    return 'unknown';
  }

  /** The question or its answer may have been lost, so a silent server is asked again. */
  async #ask(full: string, signal: AbortSignal): Promise<readonly AddressRecord[] | NameFailure> {
    const { servers, clock, observer } = this.options;
    for (;;) {
      const found = await lookUpAddresses(full, servers, clock, signal);
      if (found !== 'silent' || signal.aborted) return found;
      observer.lookedUp(found);
      await clock.sleep(ASK_AGAIN_MS, signal);
    }
  }

  /** The servers stand in the same file as the domains, and are read with them. */
  #currentDomains(): readonly string[] {
    const domains = this.#searched.content();
    if (domains !== this.#domains) this.options.servers.renew();
    this.#domains = domains;
    return domains;
  }

  #keep(name: string, found: readonly AddressRecord[] | NameFailure): NameAnswer {
    const failed = typeof found === 'string';
    const answer: NameAnswer = failed ? this.#failed(name, found) : { ok: true, addresses: firstOf(found) };
    if (!failed) this.options.observer.lookedUp('found');
    const keptSeconds = failed ? FAILURE_TTL_SECONDS : ttlSeconds(found);
    const oldest = this.#kept.keys().next();
    this.#kept.delete(name);
    if (this.#kept.size >= MOST_NAMES && !oldest.done) this.#forget(oldest.value);
    this.#kept.set(name, { answer, untilMs: this.options.clock.now().monotonicMs + keptSeconds * 1_000 });
    return answer;
  }

  #forget(name: string): void {
    this.#kept.delete(name);
    this.options.observer.forgotten();
  }

  #failed(name: string, failure: NameFailure | 'overload'): NameAnswer {
    this.options.observer.lookedUp(failure);
    return refused('DNS_FAILURE', `${shownValue(name)} ${DETAILS[failure]}`);
  }
}

/** `localhost` and what is below it never leave the machine (RFC 6761). */
function localAddresses(name: string): readonly string[] | undefined {
  return /(?:^|\.)localhost\.?$/.test(name) ? LOCALHOST_ADDRESSES : undefined;
}

/** Addresses that are not public come first, so that a long answer cannot hide it behind the limit. */
function firstOf(records: readonly AddressRecord[]): readonly string[] {
  const addresses = [...new Set(records.map(({ address }) => address))];
  const plain = new Set(addresses.filter((address) => verdictOnAddress(address, NOTHING_LISTED).ok));
  const odd = addresses.filter((address) => !plain.has(address));
  return [...odd, ...plain].slice(0, MOST_KEPT);
}

const NOTHING_LISTED = { hosts: [], networks: [] };

function ttlSeconds(records: readonly AddressRecord[]): number {
  const least = records.reduce((least, { ttlSeconds: each }) => Math.min(least, each), MOST_TTL_SECONDS);
  return Math.max(LEAST_TTL_SECONDS, least);
}
