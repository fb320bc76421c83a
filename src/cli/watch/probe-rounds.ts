import type { Clock } from '../../platform/clock/clock.js';
import type { EndpointProber } from './endpoint-prober.js';
import type { EndpointRecord } from './endpoint-record.js';
import type { WatchDisplay } from './watch-display.js';

/** The options of probe rounds. */
export interface RoundOptions {
  readonly records: readonly EndpointRecord[];
  readonly prober: EndpointProber;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Probes at a time. */
  readonly concurrency: number;
}

/** When to stop by itself. */
export interface RoundLimits {
  /** One round only. */
  readonly once: boolean;
  /** No round begins once this has passed; the probes of the last one are waited for. */
  readonly durationMs?: number;
}

interface Waiting {
  readonly record: EndpointRecord;
  readonly round: number;
}

/**
 * Asks every endpoint once a round. Rounds begin at whole multiples of the interval after the start, however long probes
 * take; an endpoint whose last probe has not ended is left out, and those that took longest come last, so that no
 * endpoint holds up another.
 */
export class ProbeRounds {
  /** Endpoints whose probe waits or is under way. */
  readonly #busy = new Set<EndpointRecord>();
  readonly #left = new Map<number, number>();
  #waiting: Waiting[] = [];
  #underWay = 0;
  #rounds = 0;
  #idle: (() => void) | undefined;
  #display!: WatchDisplay;
  #signal!: AbortSignal;

  constructor(private readonly options: RoundOptions) {}

  /** Rounds that have begun. */
  get rounds(): number {
    return this.#rounds;
  }

  /** Runs until the limits are reached or `signal` is aborted; then nothing is under way any more. */
  async run(limits: RoundLimits, display: WatchDisplay, signal: AbortSignal): Promise<void> {
    this.#display = display;
    this.#signal = signal;
    const { clock, everyMs } = this.options;
    const startMs = clock.now().monotonicMs;
    const elapsed = (): number => clock.now().monotonicMs - startMs;
    for (
      let tick = 0;
      this.#goesOn(tick * everyMs, limits);
      tick = Math.max(tick + 1, Math.ceil(elapsed() / everyMs))
    ) {
      await clock.sleep(tick * everyMs - elapsed(), signal);
      if (!signal.aborted) this.#begin();
    }
    this.#waiting = signal.aborted ? [] : this.#waiting;
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  #goesOn(startsAtMs: number, { once, durationMs = Infinity }: RoundLimits): boolean {
    const enough = once && this.#rounds > 0;
    return !this.#signal.aborted && !enough && startsAtMs < durationMs;
  }

  #begin(): void {
    const round = ++this.#rounds;
    const free = this.options.records.filter((record) => !this.#busy.has(record));
    for (const record of this.options.records) if (this.#busy.has(record)) this.#display.skipped(record, round);
    this.#left.set(round, free.length);
    for (const record of free) this.#busy.add(record);
    this.#waiting.push(...free.map((record) => ({ record, round })));
    this.#waiting.sort((one, other) => tookMs(one.record) - tookMs(other.record));
    if (free.length === 0) this.#end(round);
    this.#fill();
  }

  #fill(): void {
    while (this.#underWay < this.options.concurrency) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#underWay++;
      void this.#probe(next);
    }
  }

  async #probe({ record, round }: Waiting): Promise<void> {
    const { prober, timeoutMs } = this.options;
    const finding = await prober.probe(record.endpoint, timeoutMs, this.#signal);
    this.#underWay--;
    this.#busy.delete(record);
    if (finding) {
      record.take(finding);
      this.#display.probed(record, finding, round);
    }
    const left = this.#left.get(round)! - 1;
    this.#left.set(round, left);
    if (left === 0 && !this.#signal.aborted) this.#end(round);
    if (!this.#signal.aborted) this.#fill();
    if (this.#underWay === 0) this.#idle?.();
  }

  #end(round: number): void {
    this.#left.delete(round);
    this.#display.roundEnded(round);
  }
}

/** Those that have not been asked yet come first. */
function tookMs({ last }: EndpointRecord): number {
  return last?.durationMs ?? 0;
}
