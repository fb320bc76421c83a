import axios from 'axios';
import type { BasePath } from '../../src/catalogue/base-path.js';
import { LiveBoard } from '../../src/evaluation/live-board.js';
import { RuleBook } from '../../src/evaluation/rule-book.js';
import type { Estimate, EvidenceSink, Sample } from '../../src/sources/evidence.js';
import { raccoonKind } from '../../src/sources/raccoon/raccoon.kind.js';
import { RaccoonSettings } from '../../src/sources/raccoon/raccoon.settings.js';
import { EvidenceWindow } from '../../src/window/evidence-window.js';
import { RecordingObserver } from './evidence-window.js';
import { ManualClock } from './manual-clock.js';
import { RecordingSink } from './recording-sink.js';
import { RecordedMonitoring, recording, type Recording } from './servers/recorded-monitoring.js';
import { eventually } from './servers/real-process.js';
import { sourceContext } from './source-context.js';

export const ECHO = '/eni/echo/v1' as BasePath;
export const SHAKY = '/eni/shaky/v1' as BasePath;
const WINDOW_MS = 300_000;
const BUCKET_MS = 10_000;
const POLL_MS = 15_000;

/** Requests and failures by base path. */
type Counts = Record<string, [requests: number, failures: number]>;

/** What one poll led to: the problem that was told, and the verdicts on both base paths. */
export interface Turn {
  readonly problem: string | undefined;
  readonly verdicts: string;
}

/** Plays a recording of `test/recorded` to the real source, with a real window and board behind it, poll by poll. */
export async function playRecording(name: string, over: Partial<RaccoonSettings> = {}) {
  const recorded = recording(name);
  const monitoring = await RecordedMonitoring.start(recorded);
  const clock = new SleepersClock(recorded.exchanges[0]!.atMs);
  const context = sourceContext([ECHO, SHAKY], { clock, http: axios.create(), windowMs: WINDOW_MS });
  const { sink, verdicts } = boardOn(clock);
  const settings = Object.assign(
    new RaccoonSettings(),
    { name: 'raccoon', url: monitoring.url, dialect: 'kong' },
    over,
  );
  const stop = new AbortController();
  const running = raccoonKind.create(settings, context).run(sink, stop.signal);
  const turns: Turn[] = [];
  for (let poll = 0; poll < pollsOf(recorded); poll++) {
    if (poll > 0) await clock.advance(POLL_MS);
    await eventually('the end of a poll', 10_000, async () => clock.sleepers > 0);
    const told = sink.faults.splice(0).map(({ code, detail }) => `${code}: ${detail}`);
    turns.push({ problem: told.at(-1), verdicts: verdicts() });
  }
  stop.abort();
  await running;
  await monitoring.stop();
  return { turns, counts: countsOf(sink), served: servedIn(recorded), unknown: monitoring.unknown, log: context.log };
}

/** Knows whether somebody waits for its next turn. */
class SleepersClock extends ManualClock {
  sleepers = 0;

  override async sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    this.sleepers++;
    await super.sleep(delayMs, signal);
    this.sleepers--;
  }
}

/** Hands everything on to the window, and keeps it. */
class KeepingSink extends RecordingSink {
  constructor(private readonly onward: EvidenceSink) {
    super();
  }

  override record(samples: Iterable<Sample>): void {
    const list = [...samples];
    super.record(list);
    this.onward.record(list);
  }

  override estimate(estimates: Iterable<Estimate>, completeMs: number): void {
    const list = [...estimates];
    super.estimate(list, completeMs);
    this.onward.estimate(list, completeMs);
  }

  override fault(...of: Parameters<EvidenceSink['fault']>): void {
    super.fault(...of);
    this.onward.fault(...of);
  }

  override expire(about?: Iterable<BasePath>): void {
    super.expire(about);
    this.onward.expire(about);
  }
}

function boardOn(clock: ManualClock): { sink: KeepingSink; verdicts(): string } {
  const observer = new RecordingObserver();
  const window = new EvidenceWindow({
    windowMs: WINDOW_MS,
    bucketMs: BUCKET_MS,
    maximumBasePaths: 10,
    clock,
    observer,
  });
  window.declare(new Set([ECHO, SHAKY]), clock.now());
  const rules = new RuleBook({ thresholdScaled: 9_000, minimumRequests: 10 });
  const board = new LiveBoard({ clock, window, rules, staleAfterMs: 90_000, everyMs: 5_000 });
  const verdicts = (): string => {
    board.evaluate(0, board.begin(clock.now()));
    for (const step of board.finish()) void step;
    return [ECHO, SHAKY].map((each) => `${board.get(each)!.status} ${board.get(each)!.reason}`).join(', ');
  };
  return { sink: new KeepingSink(window.open({ name: 'raccoon', evidence: 'traffic' })), verdicts };
}

/** How many polls were recorded: each begins with its vital signs. */
function pollsOf({ exchanges }: Recording): number {
  return new Set(exchanges.flatMap(({ query = '', time }) => (query.startsWith('{__name__') ? [time] : []))).size;
}

function countsOf({ samples }: RecordingSink): Counts {
  const counts: Counts = { [ECHO]: [0, 0], [SHAKY]: [0, 0] };
  for (const { basePath, requests, failures } of samples) {
    counts[basePath]![0] += requests;
    counts[basePath]![1] += failures;
  }
  return counts;
}

/** What the gateways counted themselves. */
function servedIn({ truth }: Recording): Counts {
  const counts: Counts = { [ECHO]: [0, 0], [SHAKY]: [0, 0] };
  for (const [key, requests] of Object.entries(truth)) {
    const of = counts[key.startsWith('eni-echo') ? ECHO : SHAKY]!;
    of[0] += requests;
    if (!key.endsWith(' 200')) of[1] += requests;
  }
  return counts;
}
