import { SourceClient } from '../source-request.js';
import type { SourceContext } from '../source-kind.js';
import { ScrapeTarget, type ScrapeTargetOptions } from './scrape-target.js';
import { TargetAddresses, type AddressLookUp } from './target-addresses.js';

/** What all targets are scraped with. */
export type FleetOptions = Omit<ScrapeTargetOptions, 'url' | 'client' | 'address' | 'context'> & {
  readonly context: Pick<SourceContext, 'clock' | 'http'>;
};

/** A URL of the settings, and the targets that its name leads to. */
interface Site {
  readonly url: string;
  readonly addresses: TargetAddresses;
  /** By address; by the empty text while no address is known. */
  readonly targets: Map<string, ScrapeTarget>;
}

/** All instances that the URLs of the settings lead to now. */
export class ScrapedFleet {
  readonly #sites: readonly Site[];
  readonly #sitesOf = new Map<ScrapeTarget, readonly [site: Site, address: string]>();

  constructor(
    private readonly options: FleetOptions,
    lookUp: AddressLookUp,
  ) {
    this.#sites = options.settings.urls.map((url) => ({
      url,
      addresses: new TargetAddresses(url, options.context.clock, lookUp),
      targets: new Map<string, ScrapeTarget>(),
    }));
  }

  /** The targets of this round. */
  async targets(): Promise<readonly ScrapeTarget[]> {
    const found = await Promise.all(this.#sites.map((site) => this.#targetsOf(site)));
    return found.flat();
  }

  /** Whether a target that did not answer is no longer there; then it is forgotten. */
  isGone(target: ScrapeTarget): boolean {
    const [site, address] = this.#sitesOf.get(target)!;
    if (address === '' || !site.addresses.isGone(address)) return false;
    this.#forget(target);
    return true;
  }

  close(): void {
    for (const { targets } of this.#sites) for (const target of targets.values()) target.close();
  }

  async #targetsOf(site: Site): Promise<readonly ScrapeTarget[]> {
    const addresses = await site.addresses.all();
    if (addresses.length === 0) return [this.#targetAt(site, '')];
    const nameless = site.targets.get('');
    if (nameless) this.#forget(nameless);
    return addresses.map((address) => this.#targetAt(site, address));
  }

  #targetAt(site: Site, address: string): ScrapeTarget {
    const known = site.targets.get(address);
    if (known) return known;
    const { context, settings } = this.options;
    const own = address === '' ? {} : { address };
    const client = new SourceClient(context.http, settings, own.address);
    const target = new ScrapeTarget({ ...this.options, ...own, client, url: site.url });
    site.targets.set(address, target);
    this.#sitesOf.set(target, [site, address]);
    return target;
  }

  #forget(target: ScrapeTarget): void {
    const [site, address] = this.#sitesOf.get(target)!;
    site.targets.delete(address);
    this.#sitesOf.delete(target);
    target.close();
  }
}
