import type { BasePath } from '../../src/catalogue/base-path.js';
import { LiveBoard } from '../../src/evaluation/live-board.js';
import { RuleBook, type RuleOverride } from '../../src/evaluation/rule-book.js';
import type { EvidenceSink } from '../../src/sources/evidence.js';
import { EvidenceWindow } from '../../src/window/evidence-window.js';
import type { FeedObserver, Refused } from '../../src/window/feed-observer.js';
import { ManualClock } from './manual-clock.js';

/** Remembers what was left out of a window. */
export class RecordingObserver implements FeedObserver {
  readonly seen: string[] = [];

  refused(source: string, why: Refused): void {
    this.seen.push(`${source} ${why}`);
  }
}

/** What a board may have other than by default. */
interface BoardOptions {
  readonly maximumBasePaths?: number;
  readonly minimumRequests?: number;
  readonly overrides?: readonly RuleOverride[];
}

/** A window and a board over it on a manual clock, as the service has them by default. */
export function boardOnManualClock(options: BoardOptions = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const observer = new RecordingObserver();
  const maximumBasePaths = options.maximumBasePaths ?? 1_000;
  const window = new EvidenceWindow({ windowMs: 300_000, bucketMs: 10_000, maximumBasePaths, clock, observer });
  const minimumRequests = options.minimumRequests ?? 10;
  const rules = new RuleBook({ thresholdScaled: 9_000, minimumRequests }, options.overrides);
  const board = new LiveBoard({ clock, window, rules, staleAfterMs: 90_000, everyMs: 5_000 });
  const evaluate = (): void => {
    board.evaluate(0, board.begin(clock.now()));
    for (const step of board.finish()) void step;
    board.announce();
  };
  return { clock, observer, window, board, evaluate };
}

/** Shortens `'/eni/echo/v1' as BasePath` in tests; the text must be canonical. */
export function basePath(text: string): BasePath {
  return text as BasePath;
}

/**
 * Tells a window totals of a base path, as if they replaced those of before: it adds what brings the counts to the same
 * share of failures, exactly so with the first totals.
 */
export function totalsTeller(sink: EvidenceSink, clock: ManualClock) {
  const told = new Map<BasePath, { successes: number; failures: number }>();
  return (path: BasePath, requests: number, failures: number): void => {
    const { wallMs: atMs } = clock.now();
    const now = told.get(path) ?? { successes: 0, failures: 0 };
    const succeeded = requests - failures;
    // Failures that are there stay there: a hundred successes for each make them count for next to nothing.
    const wanted =
      failures === 0 && now.failures > 0 ? { successes: now.failures * 100, failures: now.failures } : undefined;
    const times = Math.max(1, Math.ceil(now.successes / (succeeded || 1)), Math.ceil(now.failures / (failures || 1)));
    const next = wanted ?? { successes: succeeded * times, failures: failures * times };
    const more = { successes: Math.max(0, next.successes - now.successes), failures: next.failures - now.failures };
    if (requests > 0) told.set(path, { successes: now.successes + more.successes, failures: next.failures });
    sink.record([{ basePath: path, atMs, requests: more.successes + more.failures, failures: more.failures }]);
  };
}
