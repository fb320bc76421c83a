/** What a ledger is told about its surroundings; all times in ms. */
export interface LedgerOptions {
  readonly windowMs: number;
  /** How finely what was served is remembered. */
  readonly bucketMs: number;
  /** The time between two pages of one instance. */
  readonly scrapeMs: number;
  /** How long an instance that is not observed is taken to serve on. */
  readonly goneAfterMs: number;
  /** How far behind the clock pages are read. */
  readonly lagMs?: number;
}

/** What the ledger noticed, for doctor and metrics. */
export const FINDINGS = [
  'restart',
  'instance-renamed',
  'series-renamed',
  'route-reset',
  'dip',
  'dip-in-concert',
  'dip-undone',
  'leap',
  'implausible',
  'left-out-page',
  'back-after-gap',
  'new-instance',
  'copied',
  'new-from-its-start',
  'instances-mixed',
  'taken-over',
  'serves-unobserved',
  'lost-counts',
  'repeated-series',
  'too-many-series',
] as const;
export type LedgerFinding = (typeof FINDINGS)[number];

/** Counts what the ledger noticed. */
export class Findings {
  readonly #counts = new Map<LedgerFinding, number>();

  note(finding: LedgerFinding, times = 1): void {
    if (times > 0) this.#counts.set(finding, (this.#counts.get(finding) ?? 0) + times);
  }

  /** What was noticed since this was asked last. */
  take(): ReadonlyMap<LedgerFinding, number> {
    const taken = new Map(this.#counts);
    this.#counts.clear();
    return taken;
  }
}
