import { judge, type Verdict } from '../../src/evaluation/verdict.js';
import type { CounterPage } from '../../src/sources/ledger/counter-page.js';
import { GatewayReadings, type ReadTwice } from '../../src/sources/gateway-readings.js';
import { InstanceReadings } from '../../src/sources/ledger/instance-readings.js';
import { LedgerEvidence } from '../../src/sources/ledger/ledger-evidence.js';
import { binOfName } from '../../src/sources/ledger/page-print.js';
import { EvidenceWindow } from '../../src/window/evidence-window.js';
import { noTotals, type KindTotals } from '../../src/window/kind-totals.js';
import { basePath, RecordingObserver } from './evidence-window.js';
import { at, FedLedger, OPTIONS, pageOfLines, type AboutPage } from './ledger-pages.js';

const RULE = { thresholdScaled: 9_000, minimumRequests: 10 };

/** A verdict with the numbers behind it. */
export type Judged = Verdict & Pick<KindTotals, 'requests' | 'failures' | 'maybeSuccesses' | 'maybeFailures'>;

/** The window in which the evidence of all sources comes together, and the clock. */
class SharedWindow {
  nowMs = at(0);
  readonly readings = new GatewayReadings(['0', '1', '2'], (found) => this.readTwice.push(found));
  readonly readTwice: ReadTwice[] = [];
  sources = 0;
  readonly window: EvidenceWindow;

  constructor(base: string) {
    const { windowMs, bucketMs } = OPTIONS;
    const clock = { now: () => this.now(), sleep: () => Promise.resolve() };
    const observer = new RecordingObserver();
    this.window = new EvidenceWindow({ windowMs, bucketMs, maximumBasePaths: 10, clock, observer });
    this.window.declare(new Set([basePath(base)]), this.now());
  }

  now(): { wallMs: number; monotonicMs: number } {
    return { wallMs: this.nowMs, monotonicMs: this.nowMs };
  }
}

/** A ledger, the window and the rule, put together as the service does; times are in seconds. */
export class LedgerService extends FedLedger {
  readonly #readings: InstanceReadings;
  readonly #evidence: LedgerEvidence;
  readonly #sink: ReturnType<EvidenceWindow['open']>;
  readonly #staleAfterMs: number;
  readonly #basePathOf = (group: number) => (this.leads ? basePath(`/${this.groups.names[group] ?? 'x'}`) : undefined);
  /** Whether groups lead to base paths: whether those are declared. */
  leads = true;

  constructor(
    private readonly scrapeS = 15,
    base = '/x',
    private readonly shared = new SharedWindow(base),
  ) {
    super({ scrapeMs: scrapeS * 1_000 });
    const name = String(shared.sources++);
    this.#readings = new InstanceReadings(shared.readings, name, (group) => binOfName(this.groups.names[group]!));
    this.#readings.paceMs = scrapeS * 1_000;
    this.#evidence = new LedgerEvidence(this.ledger, OPTIONS, this.#readings);
    this.#sink = shared.window.open({ name, evidence: 'traffic' });
    this.#staleAfterMs = Math.max(90_000, 2_000 * scrapeS);
  }

  /** Another source with a ledger of its own beside this one. */
  beside(scrapeS = this.scrapeS): LedgerService {
    return new LedgerService(scrapeS, '/x', this.shared);
  }

  /** The gateways that were found to be read by several. */
  get readTwice(): readonly ReadTwice[] {
    return this.shared.readTwice;
  }

  read(page: CounterPage): void {
    this.ledger.read(page);
    this.shared.nowMs = Math.max(this.shared.nowMs, page.atMs);
    this.#readings.note(this.ledger, page, this.shared.nowMs);
  }

  override lines(atS: number, lines: readonly (readonly [string, number])[], about: AboutPage = {}): this {
    this.read(pageOfLines(lines, atS, { groups: this.groups, ...about }));
    return this;
  }

  /** Ends a round: hands on what the pages of it said. */
  polled(nowS: number): this {
    const nowMs = (this.shared.nowMs = at(nowS));
    this.#readings.settle(this.ledger, nowMs);
    this.#sink.record(this.#evidence.round(this.#basePathOf).samples);
    this.#sink.estimate(this.#evidence.estimates(nowMs, this.#basePathOf), this.ledger.completeMs);
    const isMixed = [...this.ledger.instances()].some(
      ({ mixedUntilMs, goneMs }) => mixedUntilMs > nowMs && goneMs === undefined,
    );
    if (this.ledger.isBlind(nowMs, this.#readings.owns))
      this.#sink.fault({ code: 'warming-up', detail: '', effect: 'warming-up' });
    else if (isMixed) this.#sink.fault({ code: 'instances-mixed', detail: '', effect: 'partial' });
    return this;
  }

  /** Ends a round that brought nothing. */
  missed(nowS: number): this {
    const nowMs = (this.shared.nowMs = at(nowS));
    this.#readings.settle(this.ledger, nowMs);
    this.#sink.estimate(this.#evidence.estimates(nowMs, this.#basePathOf), this.ledger.completeMs);
    this.#sink.fault({ code: 'connection-refused', detail: '', effect: 'ages' });
    return this;
  }

  /** What is served of a base path at a time. */
  judged(nowS: number, base = '/x'): Judged {
    this.shared.nowMs = at(nowS);
    const { window } = this.shared;
    const now = this.shared.now();
    const traffic = noTotals();
    window.advance(now);
    const id = window.find(basePath(base))!;
    window.gather('traffic', id, { now, staleAfterMs: this.#staleAfterMs }, traffic);
    const { requests, failures, maybeSuccesses, maybeFailures } = traffic;
    return { ...judge(traffic, noTotals(), RULE), requests, failures, maybeSuccesses, maybeFailures };
  }
}
