import type { CounterPage } from './counter-page.js';
import type { GatewayReadings } from '../gateway-readings.js';
import type { GroupFlow } from './group-flow.js';
import type { InstanceAccount } from './instance-account.js';
import { knownAddressesOf } from './instance-address.js';
import type { Ledger } from './ledger.js';
import { printOf } from './page-print.js';
import { Reading, type Part } from './reading.js';

/** An instance may have ended when other instances of its source have pages that are so many paces newer. */
const ENDED_PACES = 1.3;

/** The instances of one source beside those of the others. Times that it is asked about are by the clock of the source. */
export class InstanceReadings {
  readonly #readings = new Map<GroupFlow, Reading>();
  /** How far the clock of the source is ahead of ours, and time from one page, or poll, to the next, ms. */
  aheadMs = 0;
  paceMs = 0;

  constructor(
    private readonly all: GatewayReadings,
    private readonly source: string,
    private readonly binOf: (group: number) => number,
  ) {}

  /** Takes note of a page that was given to the ledger at `nowMs`, wall ms by our clock. */
  note(ledger: Ledger, page: CounterPage, nowMs: number): void {
    const { all, aheadMs } = this;
    if (all.isOfOne) return;
    const account = [...ledger.instances()].find(({ name }) => name === page.instance);
    // The page of a copy, or one that is older than another, was not taken.
    if (account?.lastMs !== page.atMs) return;
    const known = this.#readings.get(account.flow);
    const reading = known ?? this.#begin(account);
    reading.paceMs = this.paceMs;
    reading.watchedMs = account.watchedMs - aheadMs;
    reading.note(page.atMs - aheadMs, page.startedAtMs === undefined ? undefined : page.startedAtMs - aheadMs, nowMs);
    if (!known) all.join(reading);
    if (!all.isShared(reading)) return;
    reading.keep(printOf(page, aheadMs, this.binOf));
    all.judge(reading);
  }

  /** Says, before it is handed on, what has become of all instances by `nowMs`, wall ms by our clock. */
  settle(ledger: Ledger, nowMs: number): void {
    const left = new Set(this.#readings.keys());
    const sinceMs = ledger.newestMs - ENDED_PACES * this.paceMs;
    for (const { flow, openHole, goneMs, mixedUntilMs, lastMs } of ledger.instances()) {
      left.delete(flow);
      const reading = this.#readings.get(flow);
      if (!reading) continue;
      reading.isLost = openHole !== undefined || goneMs !== undefined || mixedUntilMs > nowMs + this.aheadMs;
      reading.mayHaveEnded = goneMs !== undefined || lastMs! < sinceMs;
      reading.shared?.settle(nowMs);
    }
    for (const flow of left) this.#leave(flow);
  }

  /** Forgets all instances: the account begins anew. */
  clear(): void {
    for (const flow of this.#readings.keys()) this.#leave(flow);
  }

  /** Whether what happened to an instance at a time is for this source to tell. */
  readonly owns = (flow: GroupFlow | undefined, atMs: number): boolean =>
    flow === undefined || (this.#readings.get(flow)?.owns(atMs - this.aheadMs) ?? true);

  /** To whom it belongs what an instance gained between two times. */
  partOf(flow: GroupFlow | undefined, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Part {
    const reading = flow && this.#readings.get(flow);
    return reading?.partOf(fromMs - this.aheadMs, toMs - this.aheadMs) ?? 'own';
  }

  /** Whether an instance is one that is read now. */
  has(flow: GroupFlow): boolean {
    return this.#readings.has(flow);
  }

  /** Whether any of what an instance gains may be another source's. */
  isShared(flow: GroupFlow | undefined): boolean {
    const reading = flow && this.#readings.get(flow);
    return reading !== undefined && (reading.shared !== undefined || reading.openTo.size > 0);
  }

  #begin({ flow, address }: Readonly<InstanceAccount>): Reading {
    const { all, source } = this;
    const reading = new Reading({ source, rank: all.rankOf(source), addresses: knownAddressesOf(address) });
    this.#readings.set(flow, reading);
    return reading;
  }

  #leave(flow: GroupFlow): void {
    this.all.leave(this.#readings.get(flow)!);
    this.#readings.delete(flow);
  }
}
