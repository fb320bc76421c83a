import type { ProbeFinding } from './endpoint-prober.js';
import type { Endpoint } from './endpoints-file.js';

/** The success ratio is scaled by this, so that it is compared in integers. */
export const RATIO_SCALE = 10_000;

/** How many probes there were, and how many of them were answered as expected. */
export interface ProbeCounts {
  readonly probes: number;
  readonly successes: number;
}

/** What has been found out about one endpoint since the start. */
export class EndpointRecord implements ProbeCounts {
  #probes = 0;
  #successes = 0;
  #last: ProbeFinding | undefined;
  #asked = false;

  constructor(readonly endpoint: Endpoint) {}

  get probes(): number {
    return this.#probes;
  }

  get successes(): number {
    return this.#successes;
  }

  /** The newest probe. */
  get last(): ProbeFinding | undefined {
    return this.#last;
  }

  /** Whether a probe got further than looking the host name up. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Counts a probe. */
  take(finding: ProbeFinding): void {
    this.#probes++;
    if (finding.outcome === 'success') this.#successes++;
    this.#asked ||= finding.cause !== 'dns';
    this.#last = finding;
  }
}

/** The endpoints of one host. */
export interface DomainRecords extends ProbeCounts {
  readonly domain: string;
  readonly records: readonly EndpointRecord[];
}

/** Records by domain, domains and records in the order of the file. */
export function byDomain(records: readonly EndpointRecord[]): DomainRecords[] {
  const groups = new Map<string, EndpointRecord[]>();
  for (const record of records) {
    const { domain } = record.endpoint;
    const group = groups.get(domain);
    if (group) group.push(record);
    else groups.set(domain, [record]);
  }
  return [...groups].map(([domain, group]) => ({ domain, records: group, ...totalOf(group) }));
}

/** All probes of several records together. */
export function totalOf(records: readonly ProbeCounts[]): ProbeCounts {
  return {
    probes: records.reduce((sum, each) => sum + each.probes, 0),
    successes: records.reduce((sum, each) => sum + each.successes, 0),
  };
}

/** Whether fewer probes succeeded than the threshold asks for; without any probe nothing is known. */
export function isBelow({ probes, successes }: ProbeCounts, thresholdScaled: number): boolean {
  return successes * RATIO_SCALE < probes * thresholdScaled;
}
