import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { EndpointProber, ProbeFinding } from './endpoint-prober.js';
import { EndpointRecord } from './endpoint-record.js';
import type { Endpoint } from './endpoints-file.js';
import { ProbeRounds, type RoundLimits, type RoundOptions } from './probe-rounds.js';
import type { WatchDisplay } from './watch-display.js';

/** Takes as long for each host as its name says: `http://100ms/`. */
class TimedProber implements EndpointProber {
  readonly asked: string[] = [];
  underWay = 0;
  most = 0;

  constructor(private readonly clock: ManualClock) {}

  async probe({ url }: Endpoint, timeoutMs: number, signal: AbortSignal): Promise<ProbeFinding | undefined> {
    const startMs = this.clock.now().monotonicMs;
    this.asked.push(`${startMs} ${url.hostname}`);
    this.most = Math.max(this.most, ++this.underWay);
    const takesMs = Number.parseInt(url.hostname, 10);
    await this.clock.sleep(Math.min(takesMs, timeoutMs), signal);
    this.underWay--;
    const durationMs = this.clock.now().monotonicMs - startMs;
    if (signal.aborted) return undefined;
    if (takesMs > timeoutMs) return { outcome: 'no-response', cause: 'timeout', detail: '', durationMs };
    return { outcome: 'success', cause: 'status', status: 200, detail: '', durationMs };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const NO_ANSWER = Promise.resolve<ProbeFinding>({
  outcome: 'no-response',
  cause: 'connect',
  detail: '',
  durationMs: 1,
});

/** Notes what it is told, with the time. */
class NotingDisplay implements WatchDisplay {
  readonly notes: string[] = [];

  constructor(private readonly clock: ManualClock) {}

  probed({ endpoint }: EndpointRecord, { outcome }: ProbeFinding, round: number): void {
    this.#note(`${endpoint.name} ${outcome} in ${round}`);
  }

  skipped({ endpoint }: EndpointRecord, round: number): void {
    this.#note(`${endpoint.name} skipped in ${round}`);
  }

  roundEnded(round: number): void {
    this.#note(`round ${round} ended`);
  }

  end(): void {
    this.#note('end');
  }

  close(): void {
    this.#note('close');
  }

  #note(text: string): void {
    this.notes.push(`${this.clock.now().monotonicMs} ${text}`);
  }
}

/** Endpoints named after how long they take. */
function scene(names: readonly string[], over: Partial<RoundOptions> = {}, limits: RoundLimits = { once: false }) {
  const clock = new ManualClock();
  const prober = new TimedProber(clock);
  const display = new NotingDisplay(clock);
  const records = names.map(
    (name) =>
      new EndpointRecord({ name, url: new URL(`http://${name}.a/`), domain: `${name}.a`, method: 'GET', headers: {} }),
  );
  const parts = { records, prober, clock, everyMs: 5_000, timeoutMs: 4_000, concurrency: 100, ...over };
  const rounds = new ProbeRounds(parts);
  const stop = new AbortController();
  let ended = false;
  const running = rounds.run(limits, display, stop.signal).then(() => (ended = true));
  return { clock, prober, display, records, rounds, stop, running, ended: () => ended };
}

describe('rounds of probes', () => {
  it('begin at whole multiples of the interval, however long probes take', async () => {
    const { clock, prober } = scene(['10ms', '3999ms']);
    await clock.advance(20_001);
    expect(prober.asked.filter((each) => each.endsWith(' 3999ms.a'))).toEqual(
      [0, 5_000, 10_000, 15_000, 20_000].map((atMs) => `${atMs} 3999ms.a`),
    );
  });

  it('leave out those that are missed while the machine stands still, and keep to the beat', async () => {
    const { display, records } = scene(['0ms']);
    const timedAt: number[] = [];
    let [nowMs, sleeps] = [0, 0];
    const clock = {
      now: () => ({ wallMs: nowMs, monotonicMs: nowMs }),
      // The second wait ends twelve seconds late.
      sleep: (delayMs: number) => Promise.resolve(void (nowMs += delayMs + (++sleeps === 2 ? 12_000 : 0))),
    };
    const timed: EndpointProber = { close: () => Promise.resolve(), probe: () => (timedAt.push(nowMs), NO_ANSWER) };
    const rounds = new ProbeRounds({ records, prober: timed, clock, everyMs: 5_000, timeoutMs: 4_000, concurrency: 1 });
    await rounds.run({ once: false, durationMs: 30_000 }, display, new AbortController().signal);
    expect(timedAt).toEqual([0, 17_000, 20_000, 25_000]);
  });

  it('never pile up: an endpoint that has not answered is left out, and holds up no other', async () => {
    const { clock, display, records } = scene(['10ms', '60000ms'], { timeoutMs: 12_000 });
    await clock.advance(14_999);
    expect(display.notes).toEqual([
      '10 10ms success in 1',
      '5000 60000ms skipped in 2',
      '5010 10ms success in 2',
      '5010 round 2 ended',
      '10000 60000ms skipped in 3',
      '10010 10ms success in 3',
      '10010 round 3 ended',
      '12000 60000ms no-response in 1',
      '12000 round 1 ended',
    ]);
    expect(records.map(({ probes, successes }) => [probes, successes])).toEqual([
      [3, 3],
      [1, 0],
    ]);
  });

  it('keep to the concurrency, and ask those that took long last', async () => {
    const slow = ['9000ms', '9001ms', '9002ms'];
    const { clock, prober } = scene([...slow, '10ms', '20ms'], { concurrency: 2 });
    await clock.advance(14_000);
    expect(prober.most).toBe(2);
    const second = prober.asked.slice(5, 7).map((each) => each.split(' ')[1]);
    expect(second).toEqual(['10ms.a', '20ms.a']);
  });

  it.each<[RoundLimits, number, number]>([
    [{ once: true }, 1, 100],
    [{ once: false, durationMs: 12_000 }, 3, 10_100],
    [{ once: false, durationMs: 10_000 }, 2, 5_100],
    [{ once: true, durationMs: 10_000 }, 1, 100],
  ])('end by themselves with %j', async (limits, count, atMs) => {
    const { clock, rounds, ended } = scene(['100ms'], {}, limits);
    await clock.advance(atMs - 1);
    expect(ended()).toBe(false);
    await clock.advance(1);
    expect([rounds.rounds, ended()]).toEqual([count, true]);
    await clock.advance(60_000);
    expect(rounds.rounds).toBe(count);
  });

  it('wait for what is queued when they end by themselves', async () => {
    const { clock, records, ended } = scene(['100ms', '200ms', '300ms'], { concurrency: 1 }, { once: true });
    await clock.advance(600);
    expect([ended(), records.map(({ probes }) => probes)]).toEqual([true, [1, 1, 1]]);
  });

  it('end at once when they are stopped, and count nothing that was given up', async () => {
    const { clock, stop, running, records, prober } = scene(['10ms', '3000ms', '3001ms'], { concurrency: 2 });
    await clock.advance(1_000);
    stop.abort();
    await running;
    expect(records.map(({ probes }) => probes)).toEqual([1, 0, 0]);
    expect(prober.underWay).toBe(0);
    await clock.advance(60_000);
    expect(prober.asked).toHaveLength(3);
  });

  it('end at once when they are stopped before they began', async () => {
    const { stop, running, rounds } = scene([], {});
    stop.abort();
    await running;
    expect(rounds.rounds).toBeLessThanOrEqual(1);
  });
});
