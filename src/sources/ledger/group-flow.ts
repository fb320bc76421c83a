import { FAILURE, takesPart } from './counter-page.js';

/** What one instance served for one group. */
interface Flow {
  /** Requests since the older and the newer anchor; the older one gives rates. */
  older: number;
  newer: number;
  /** Requests and failures of the newest page, and of the one before. */
  requests: number;
  failures: number;
  requestsBefore: number;
  failuresBefore: number;
}

/** A span of time, wall ms. */
interface Anchors {
  olderMs: number;
  newerMs: number;
}

/**
 * What one instance gains per group: its rate over the last half to whole window, and the outcomes of its two newest
 * pages. Two anchors instead of a list of pages: an instance has thousands of groups.
 */
export class GroupFlow {
  readonly #flows = new Map<number, Flow>();
  #anchors: Anchors | undefined;
  /** The sum over all groups since each anchor. */
  #older = 0;
  #newer = 0;
  #pages = 0;
  /** Requests a millisecond, of late: each page counts for three tenths. */
  #usual = 0;
  #ofPage = 0;
  /** The least of that on one page of the last window that showed any: where a process is down, none does. */
  #least = { rate: Infinity, atMs: -Infinity };

  constructor(private readonly windowMs: number) {}

  /** Begins to count at `atMs`, unless it has. */
  begin(atMs: number): void {
    this.#anchors ??= { olderMs: atMs, newerMs: atMs };
  }

  /** Begins a page. */
  beginPage(): void {
    this.#ofPage = 0;
    for (const flow of this.#flows.values()) {
      flow.requestsBefore = flow.requests;
      flow.failuresBefore = flow.failures;
      flow.requests = 0;
      flow.failures = 0;
    }
  }

  /** Adds what a group gained for sure on this page; of what is doubtful only the failures are noted, for the mix. */
  add(group: number, counted: number, gained: number, isCertain: boolean): void {
    if (!takesPart(counted) || gained <= 0) return;
    const flow = this.#flowOf(group);
    if (counted === FAILURE) flow.failures += gained;
    if (!isCertain) return;
    flow.requests += gained;
    flow.older += gained;
    flow.newer += gained;
    this.#older += gained;
    this.#newer += gained;
    this.#ofPage += gained;
  }

  /** Ends a page that covered `fromMs` to `atMs`; after a restart it covered only a part of that. */
  endPage(fromMs: number, atMs: number, isRestart = false): void {
    const rate = this.#ofPage / Math.max(1, atMs - fromMs);
    const isLeast = rate <= this.#least.rate || atMs - this.#least.atMs > this.windowMs;
    if (isLeast && rate > 0 && !isRestart) this.#least = { rate, atMs };
    this.#usual = this.#pages === 0 ? rate : 0.7 * this.#usual + 0.3 * rate;
    this.#pages++;
    if (this.#anchors && atMs - this.#anchors.newerMs >= this.windowMs / 2) this.#turn(atMs);
  }

  /** Pages that were compared with one before. */
  get pages(): number {
    return this.#pages;
  }

  /** Requests a millisecond, of late. */
  get usual(): number {
    return this.#usual;
  }

  /** Requests a millisecond on the quietest page of the last window: jumps between processes do not raise it. */
  get least(): number {
    return this.#least.rate;
  }

  /** Requests a millisecond over all groups; undefined until a time has passed. */
  total(atMs: number): number | undefined {
    const spanMs = this.#spanMs(atMs);
    return spanMs > 0 ? this.#older / spanMs : undefined;
  }

  /** Requests a millisecond of each group that has any, up to `atMs`. */
  *rates(atMs: number): Generator<{ group: number; rate: number; flow: Readonly<Flow> }> {
    const spanMs = this.#spanMs(atMs);
    if (spanMs <= 0) return;
    for (const [group, flow] of this.#flows) if (flow.older > 0) yield { group, rate: flow.older / spanMs, flow };
  }

  /** Requests a millisecond of one group. */
  rate(group: number, atMs: number): number {
    const spanMs = this.#spanMs(atMs);
    return spanMs > 0 ? (this.#flows.get(group)?.older ?? 0) / spanMs : 0;
  }

  /** Since when its rates are taken, wall ms. */
  get sinceMs(): number {
    return this.#anchors?.olderMs ?? -Infinity;
  }

  #spanMs(atMs: number): number {
    return this.#anchors ? atMs - this.#anchors.olderMs : 0;
  }

  #turn(atMs: number): void {
    const anchors = this.#anchors!;
    anchors.olderMs = anchors.newerMs;
    anchors.newerMs = atMs;
    this.#older = this.#newer;
    this.#newer = 0;
    for (const [group, flow] of this.#flows) {
      flow.older = flow.newer;
      flow.newer = 0;
      if (flow.older === 0 && flow.requests + flow.requestsBefore === 0) this.#flows.delete(group);
    }
  }

  #flowOf(group: number): Flow {
    let flow = this.#flows.get(group);
    if (!flow) {
      flow = { older: 0, newer: 0, requests: 0, failures: 0, requestsBefore: 0, failuresBefore: 0 };
      this.#flows.set(group, flow);
    }
    return flow;
  }
}
