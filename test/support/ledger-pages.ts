import type { LedgerOptions } from '../../src/sources/ledger/ledger-options.js';
import type { Missing } from '../../src/sources/evidence.js';
import { COUNTED, type CounterPage } from '../../src/sources/ledger/counter-page.js';
import type { LedgerFinding } from '../../src/sources/ledger/ledger-options.js';
import { Ledger } from '../../src/sources/ledger/ledger.js';

/** Virtual times are told in seconds from here. */
export const T0 = Date.UTC(2026, 0, 1);
export const SCRAPE_S = 15;
export const WINDOW_S = 300;
export const OPTIONS: LedgerOptions = { windowMs: 300_000, bucketMs: 10_000, scrapeMs: 15_000, goneAfterMs: 900_000 };

/** Values by series: `base|code`, with anything behind a further bar to tell series of one base path and code apart. */
export type Counters = Readonly<Record<string, number>>;

/** What a page says besides its counters. */
export interface AboutPage {
  readonly instance?: string;
  readonly address?: string;
  /** When the process began, in seconds from `T0`. */
  readonly startedAtS?: number;
  /** How often it could not count, as it says itself. */
  readonly lost?: number;
  /** Its lines are sums of counters. */
  readonly summed?: boolean;
}

/** Wall ms of a time in seconds. */
export function at(seconds: number): number {
  return T0 + seconds * 1_000;
}

/** What a code counts as, as an index into `COUNTED`. */
export function countedOf(code: string): number {
  if (code === '499') return COUNTED.indexOf('excluded');
  if (!/^[2-5]\d\d$/.test(code)) return COUNTED.indexOf('unclassified');
  if (code.startsWith('5')) return COUNTED.indexOf('failure');
  return COUNTED.indexOf(code.startsWith('4') ? 'clientError' : 'success');
}

/** Numbers base paths in the order in which they are seen. */
export class Groups {
  readonly names: string[] = [];

  of(name: string): number {
    const known = this.names.indexOf(name);
    return known < 0 ? this.names.push(name) - 1 : known;
  }
}

/** A page of the lines given, which may repeat a series. */
export function pageOfLines(
  lines: readonly (readonly [string, number])[],
  atS: number,
  {
    groups = new Groups(),
    instance = 'a',
    address = instance,
    startedAtS,
    lost,
    summed = false,
  }: AboutPage & { groups?: Groups } = {},
): CounterPage {
  const parts = lines.map(([series]) => series.split('|'));
  return {
    instance,
    address,
    atMs: at(atS),
    ...(startedAtS === undefined ? {} : { startedAtMs: at(startedAtS) }),
    ...(lost === undefined ? {} : { lost }),
    ...(summed && { summed }),
    count: lines.length,
    series: lines.map(([series]) => series),
    groups: parts.map(([base]) => groups.of(base!)),
    counted: parts.map(([, code]) => countedOf(code!)),
    values: lines.map(([, value]) => value),
  };
}

/** Requests and failures. */
export type Counts = readonly [requests: number, failures: number];
/** What may have happened besides: more successes, more failures. */
export type Maybe = readonly [successes: number, failures: number];

/** A ledger that is fed with pages; times are in seconds. */
export class FedLedger {
  readonly ledger: Ledger;
  readonly groups = new Groups();

  constructor(options: Partial<typeof OPTIONS> = {}) {
    this.ledger = new Ledger({ ...OPTIONS, ...options });
  }

  page(atS: number, counters: Counters, about: AboutPage = {}): this {
    return this.lines(atS, Object.entries(counters), about);
  }

  lines(atS: number, lines: readonly (readonly [string, number])[], about: AboutPage = {}): this {
    this.ledger.read(pageOfLines(lines, atS, { groups: this.groups, ...about }));
    return this;
  }

  /** A page every scrape from `fromS` on; the number of the page is given. */
  pages(fromS: number, count: number, counters: (page: number) => Counters, about: AboutPage = {}): this {
    for (let page = 0; page < count; page++) this.page(fromS + page * SCRAPE_S, counters(page), about);
    return this;
  }

  silent(atS: number, instance = 'a'): this {
    this.ledger.silent({ instance, atMs: at(atS) });
    return this;
  }

  gone(atS: number, instance = 'a'): this {
    this.ledger.gone({ instance, atMs: at(atS) });
    return this;
  }
}

/** What a ledger that is fed with pages says of each base path. */
export class LedgerRun extends FedLedger {
  readonly #certain = new Map<number, [number, number]>();
  readonly #findings = new Map<LedgerFinding, number>();

  /** All that a base path has gained for sure. */
  certain(base = 'x'): Counts {
    for (const { group, counted, gained } of this.ledger.takeGains()) {
      if (counted > COUNTED.indexOf('clientError')) continue;
      const sum = this.#certain.get(group) ?? [0, 0];
      sum[0] += gained;
      if (counted === COUNTED.indexOf('failure')) sum[1] += gained;
      this.#certain.set(group, sum);
    }
    const [requests, failures] = this.#certain.get(this.groups.of(base)) ?? [0, 0];
    return [requests, failures];
  }

  /** What may have happened to a base path besides, in the window that ends at `nowS`; of one kind, or of all. */
  maybe(nowS: number, missing?: Missing, base = 'x'): Maybe {
    const sinceMs = at(nowS - WINDOW_S);
    let [successes, failures] = [0, 0];
    for (const estimate of this.ledger.estimates(at(nowS))) {
      if (this.groups.names[estimate.group] !== base || (missing && estimate.missing !== missing)) continue;
      const { fromMs, toMs, afterMs = -Infinity } = estimate;
      if (sinceMs <= afterMs || toMs < sinceMs) continue;
      const share = fromMs >= sinceMs ? 1 : (toMs - sinceMs) / (toMs - fromMs);
      successes += estimate.successes * share;
      failures += estimate.failures * share;
    }
    return [Math.round(successes), Math.round(failures)];
  }

  /** How often something was noticed. */
  noticed(finding: LedgerFinding): number {
    for (const [name, count] of this.ledger.takeFindings())
      this.#findings.set(name, (this.#findings.get(name) ?? 0) + count);
    return this.#findings.get(finding) ?? 0;
  }
}
