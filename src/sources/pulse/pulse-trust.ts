import type { Log } from '../../platform/telemetry/log.js';
import type { PulseSettings } from './pulse.settings.js';
import type { Trust } from './trust.js';
import { TrustFiles, type TlsFiles } from './probing/trust-files.js';

/**
 * What the settings say about TLS. The client certificate of `tls` is for gateways alone: an address that a team wrote gets
 * the authorities only, unless the operator gave the team a secret that says more.
 */
export class PulseTrust {
  /** Of everything but the gateways. */
  readonly elsewhere: TrustFiles;
  readonly #zones: ReadonlyMap<string, TrustFiles>;

  constructor(
    private readonly settings: Pick<PulseSettings, 'name' | 'gateways' | 'tls' | 'gatewayTls'>,
    private readonly log: Log,
  ) {
    const { gateways, tls, gatewayTls } = settings;
    this.elsewhere = this.of({});
    this.#zones = new Map([...gateways.keys()].map((zone) => [zone, this.of(gatewayTls.get(zone) ?? tls ?? {})]));
  }

  /** Of the gateway of a zone that the settings name. */
  ofZone(zone: string): Trust {
    return this.#zones.get(zone) ?? this.elsewhere;
  }

  /** Of the first zone that has this gateway. */
  ofGateway({ href }: URL): Trust {
    const found = [...this.settings.gateways].find(([, text]) => new URL(text).href === href);
    return found ? this.ofZone(found[0]) : this.elsewhere;
  }

  /** Of these files; the authorities are those of the source if the files name none. */
  of(files: TlsFiles): TrustFiles {
    const { tls, name: source } = this.settings;
    const whole = { ...(tls?.caFile !== undefined && { caFile: tls.caFile }), ...given(files) };
    return new TrustFiles(whole, (detail) => this.log.warn('files of tls cannot be used', { source, detail }));
  }

  /** Throws if the files of a gateway, or the authorities, cannot be used: the source does not start then. */
  verify(): void {
    for (const each of [this.elsewhere, ...this.#zones.values()]) each.read();
  }
}

/** Sections of settings hold undefined where a key is absent. */
function given(files: TlsFiles): TlsFiles {
  return Object.fromEntries(Object.entries(files).filter(([, value]) => value !== undefined));
}
