import type { Log } from '../../platform/telemetry/log.js';
import type { Dialect } from '../dialects/dialect.js';
import type { EvidenceSink } from '../evidence.js';
import type { HandedOn } from '../ledger-feed.js';
import { SourceTrouble } from '../source-trouble.js';
import type { ScrapeRound } from './scrape-round.js';
import type { ScrapeResult } from './scrape-target.js';

/** At least half of the instances must answer, or the picture is of too few of them. */
const LEAST_ANSWERING = 0.5;

const MIXED = {
  code: 'instances-mixed',
  detail: 'counters jump back and forth, as if several instances answered in turn; list each by an address of its own',
  effect: 'partial',
} as const;

/** How one instance answered in a round. */
export interface TargetResult {
  readonly host: string;
  readonly result: ScrapeResult;
}

/** Says after each round what is wrong, to the sink each time, to the log when it begins, changes or ends. */
export class ScrapeTroubles {
  readonly #ofTargets: SourceTrouble[] = [];
  readonly #ofValues: SourceTrouble;
  readonly #ofAll: SourceTrouble;

  constructor(
    private readonly source: string,
    private readonly dialect: Dialect,
    private readonly log: Log,
  ) {
    this.#ofValues = new SourceTrouble(source, log);
    this.#ofAll = new SourceTrouble(source, log);
  }

  /** What blocks verdicts comes last, because the sink shows the last problem. */
  tell(sink: EvidenceSink, round: ScrapeRound, results: readonly TargetResult[], mixed: HandedOn['mixed']): void {
    for (const [index, { host, result }] of results.entries()) {
      const trouble = (this.#ofTargets[index] ??= new SourceTrouble(this.source, this.log));
      if (!result.ok) trouble.report(sink, { code: result.code, detail: `${host}: ${result.detail}`, effect: 'ages' });
      else if (mixed.has(result.page.instance))
        trouble.report(sink, { ...MIXED, detail: `${host}: ${MIXED.detail}` }, mixed.get(result.page.instance));
      else trouble.clear();
    }
    this.#tellOfValues(sink, round);
    this.#tellOfAll(sink, results);
  }

  #tellOfValues(sink: EvidenceSink, { leftOut }: ScrapeRound): void {
    const bad = leftOut['bad-value'] + leftOut.limit;
    const detail = `${bad} series hold no finite count ≥ 0, or are too many to keep; their base paths get no verdict`;
    if (bad > 0) this.#ofValues.report(sink, { code: 'bad-data', detail, effect: 'ages' });
    else this.#ofValues.clear();
  }

  #tellOfAll(sink: EvidenceSink, results: readonly TargetResult[]): void {
    const good = results.flatMap(({ result }) => (result.ok ? [result] : []));
    if (good.length > 0 && good.length < LEAST_ANSWERING * results.length) {
      const detail = `only ${good.length} of ${results.length} instances answer`;
      this.#ofAll.report(sink, { code: 'too-few-targets', detail, effect: 'partial' });
    } else if (good.length > 0 && good.every(({ series }) => series === 0))
      this.#ofAll.report(sink, { code: 'no-series', detail: this.dialect.whenAbsent, effect: 'ages' });
    else if (good.length > 0) this.#ofAll.clear();
  }
}
