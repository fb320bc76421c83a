import type { Clock } from '../../src/platform/clock/clock.js';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import type { ProbeResult } from '../../src/sources/pulse/probe-result.js';
import type { Prober } from '../../src/sources/pulse/prober.js';
import type { Canary, CanaryAnswer, CanaryQuestion } from '../../src/sources/pulse/self-check/canary.js';

/** What a scripted probe finds, and after how long; `never` gives no response within the time-out. */
export type ScriptedProbe = Partial<ProbeResult> & { readonly afterMs?: number };

export const ANSWERS = { outcome: 'success', cause: 'status', status: 200 } as const;
export const FAILS = { outcome: 'failure', cause: 'status', status: 503 } as const;
export const REFUSES = { outcome: 'no-response', cause: 'connect', detail: 'nothing listens at the address' } as const;

/** The path of a target that hangs until its time-out. */
export const hangs = ({ timeoutMs }: ProbeRequest): ScriptedProbe => ({
  outcome: 'no-response',
  cause: 'timeout',
  detail: 'no answer in time',
  afterMs: timeoutMs,
});

/** A prober without a network, on the clock of the test. */
export class ScriptedProber implements Prober {
  /** What was asked, and when. */
  readonly asked: { readonly path: string; readonly atMs: number; readonly request: ProbeRequest }[] = [];
  underWay = 0;
  mostUnderWay = 0;
  closed = false;

  constructor(
    private readonly clock: Clock,
    public answer: (request: ProbeRequest) => ScriptedProbe = () => ANSWERS,
  ) {}

  async probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResult> {
    const startedAt = this.clock.now();
    this.asked.push({ path: request.url.pathname, atMs: startedAt.monotonicMs, request });
    const { afterMs = 0, ...found } = this.answer(request);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    if (afterMs > 0) await this.clock.sleep(afterMs, signal);
    this.underWay--;
    const result = { ...ANSWERS, detail: 'as scripted', startedAt, durationMs: afterMs, phases: {}, attempts: 1 };
    return signal.aborted ? { ...result, outcome: 'cancelled', cause: 'cancelled' } : { ...result, ...found };
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** When a path was asked, ms since the start of the clock. */
  timesOf(path: string): number[] {
    return this.asked.filter((each) => each.path === path).map((each) => each.atMs);
  }
}

/** A canary that says what the test wants. */
export class ScriptedCanary implements Canary {
  readonly asked: CanaryQuestion[] = [];
  healthy = true;
  answersAfterMs = 0;
  /** Which gateways cannot be reached. */
  unreachable: (gateway: URL) => boolean = () => false;

  constructor(private readonly clock: Clock) {}

  set reaches(reaches: boolean) {
    this.unreachable = () => !reaches;
  }

  async ask(question: CanaryQuestion, signal: AbortSignal): Promise<CanaryAnswer> {
    this.asked.push(question);
    if (this.answersAfterMs > 0) await this.clock.sleep(this.answersAfterMs, signal);
    const { healthy } = this;
    const reached = new Set([...question.gateways].filter((each) => !this.unreachable(each)));
    const well = healthy && reached.size === question.gateways.size;
    return { healthy, reached, resolved: question.unresolved, detail: well ? '' : 'all is silent' };
  }
}
