import type { EvidenceSink } from '../../src/sources/evidence.js';
import { raccoonKind } from '../../src/sources/raccoon/raccoon.kind.js';
import { RaccoonSettings } from '../../src/sources/raccoon/raccoon.settings.js';
import { LiveBoard } from '../../src/evaluation/live-board.js';
import { RuleBook } from '../../src/evaluation/rule-book.js';
import { EvidenceWindow } from '../../src/window/evidence-window.js';
import { basePath, RecordingObserver } from './evidence-window.js';
import { sourceContext } from './source-context.js';

/** Raccoon that asks a monitoring system each second about a Kong gateway, into a real window and board. */
export function raccoonOnBoard(
  path: string,
  about: { windowMs: number; staleAfterMs: number; settings: Partial<RaccoonSettings> },
  /** Gets everything that the window gets. */
  beside?: EvidenceSink,
) {
  const { windowMs, staleAfterMs } = about;
  const watched = basePath(path);
  const context = sourceContext([watched], { windowMs, bucketMs: 1_000, staleAfterMs });
  const { clock, log } = context;
  const observer = new RecordingObserver();
  const window = new EvidenceWindow({ windowMs, bucketMs: 1_000, maximumBasePaths: 10, clock, observer });
  window.declare(new Set([watched]), clock.now());
  const rules = new RuleBook({ thresholdScaled: 9_000, minimumRequests: 10 });
  const board = new LiveBoard({ clock, window, rules, staleAfterMs, everyMs: 5_000 });
  const usual = { name: 'raccoon', dialect: 'kong', pollEveryMs: 1_000, lagMs: 1_000 };
  const settings = Object.assign(new RaccoonSettings(), usual, about.settings);
  const own = window.open({ name: 'raccoon', evidence: 'traffic' });
  const stop = new AbortController();
  const running = raccoonKind.create(settings, context).run(beside ? bothOf(own, beside) : own, stop.signal);
  const verdict = (): string => {
    board.evaluate(0, board.begin(clock.now()));
    for (const step of board.finish()) void step;
    const { status, reason } = board.get(watched)!;
    return `${status} ${reason}`;
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { verdict, end, log };
}

/** A sink that hands everything on to two. */
function bothOf(one: EvidenceSink, other: EvidenceSink): EvidenceSink {
  const both = [one, other];
  return {
    record: (samples) => {
      const all = [...samples];
      for (const each of both) each.record(all);
    },
    estimate: (estimates, ...rest) => {
      const all = [...estimates];
      for (const each of both) each.estimate(all, ...rest);
    },
    fault: (...problem) => both.forEach((each) => each.fault(...problem)),
    pace: (...pace) => both.forEach((each) => each.pace(...pace)),
    expire: (about) => both.forEach((each) => each.expire(about)),
  };
}
