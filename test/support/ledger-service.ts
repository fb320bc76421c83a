import { judge, type Verdict } from '../../src/evaluation/verdict.js';
import type { CounterPage } from '../../src/sources/ledger/counter-page.js';
import { LedgerEvidence } from '../../src/sources/ledger/ledger-evidence.js';
import { EvidenceWindow } from '../../src/window/evidence-window.js';
import { noTotals, type KindTotals } from '../../src/window/kind-totals.js';
import { basePath, RecordingObserver } from './evidence-window.js';
import { at, FedLedger, OPTIONS } from './ledger-pages.js';

const RULE = { thresholdScaled: 9_000, minimumRequests: 10 };

/** A verdict with the numbers behind it. */
export type Judged = Verdict & Pick<KindTotals, 'requests' | 'failures' | 'maybeSuccesses' | 'maybeFailures'>;

/** A ledger, the window and the rule, put together as the service does; times are in seconds. */
export class LedgerService extends FedLedger {
  readonly #evidence: LedgerEvidence;
  readonly #window: EvidenceWindow;
  readonly #sink: ReturnType<EvidenceWindow['open']>;
  readonly #staleAfterMs: number;
  #nowMs = at(0);

  constructor(scrapeS = 15, base = '/x') {
    super({ scrapeMs: scrapeS * 1_000 });
    const clock = { now: () => ({ wallMs: this.#nowMs, monotonicMs: this.#nowMs }), sleep: () => Promise.resolve() };
    const { windowMs, bucketMs } = OPTIONS;
    const observer = new RecordingObserver();
    this.#evidence = new LedgerEvidence(this.ledger, bucketMs);
    this.#window = new EvidenceWindow({ windowMs, bucketMs, maximumBasePaths: 10, clock, observer });
    this.#window.declare(new Set([basePath(base)]), clock.now());
    this.#sink = this.#window.open({ name: 'ledger', evidence: 'traffic' });
    this.#staleAfterMs = Math.max(90_000, 2_000 * scrapeS);
  }

  read(page: CounterPage): void {
    this.ledger.read(page);
  }

  /** Ends a round: hands on what the pages of it said. */
  polled(nowS: number): this {
    this.#nowMs = at(nowS);
    const basePathOf = (group: number) => basePath(`/${this.groups.names[group] ?? 'x'}`);
    this.#sink.record(this.#evidence.round(basePathOf).samples);
    this.#sink.estimate(this.#evidence.estimates(this.#nowMs, basePathOf), this.ledger.completeMs);
    const isMixed = [...this.ledger.instances()].some(
      ({ mixedUntilMs, goneMs }) => mixedUntilMs > this.#nowMs && goneMs === undefined,
    );
    if (this.ledger.isBlind(this.#nowMs)) this.#sink.fault({ code: 'warming-up', detail: '', effect: 'warming-up' });
    else if (isMixed) this.#sink.fault({ code: 'instances-mixed', detail: '', effect: 'partial' });
    return this;
  }

  /** What is served of a base path at a time. */
  judged(nowS: number, base = '/x'): Judged {
    this.#nowMs = at(nowS);
    const now = { wallMs: this.#nowMs, monotonicMs: this.#nowMs };
    const traffic = noTotals();
    this.#window.advance(now);
    const id = this.#window.find(basePath(base))!;
    this.#window.gather('traffic', id, { now, staleAfterMs: this.#staleAfterMs }, traffic);
    const { requests, failures, maybeSuccesses, maybeFailures } = traffic;
    return { ...judge(traffic, noTotals(), RULE), requests, failures, maybeSuccesses, maybeFailures };
  }
}
