import { PerformanceObserver } from 'node:perf_hooks';
import { LiveBoard } from '../../dist/evaluation/live-board.js';
import { RuleBook } from '../../dist/evaluation/rule-book.js';
import { SystemClock } from '../../dist/platform/clock/system-clock.js';
import { yieldToEventLoop } from '../../dist/platform/clock/yield-to-event-loop.js';
import { EvidenceWindow } from '../../dist/window/evidence-window.js';
import { loopDelay, median, quantile, timed } from './measure.js';

export const about =
  'a whole evaluation round with 1 % of the base paths changing: hand over, judge, publish; and one where a base path comes';

const SLICE = 4_096;
const ROUNDS = 40;

/** A board over a source of much traffic and one of little. */
function scene(paths) {
  const clock = new SystemClock();
  const observer = { refused: () => undefined };
  const limits = { windowMs: 300_000, bucketMs: 10_000, maximumBasePaths: paths + 100 };
  const window = new EvidenceWindow({ ...limits, clock, observer });
  const rules = new RuleBook({ thresholdScaled: 9_000, minimumRequests: 10 });
  const board = new LiveBoard({ clock, window, rules, staleAfterMs: 90_000, everyMs: 5_000 });
  const raccoon = window.open({ name: 'raccoon', evidence: 'traffic' });
  const edge = window.open({ name: 'edge', evidence: 'traffic' });
  const names = Array.from({ length: paths }, (_, index) => `/team${index % 97}/api-${index}/v1`);
  const begin = names.map((basePath) => ({ basePath, requests: 1_000, failures: 3 }));
  // One base path in a hundred begins to fail, and another one heals.
  const read = (round) => {
    const failing = names.filter((_, index) => (index + round) % 100 === 0);
    const healing = names.filter((_, index) => (index + round - 1) % 100 === 0);
    const changes = [
      ...failing.map((basePath) => ({ basePath, requests: 100_000, failures: 100_000 })),
      ...healing.map((basePath) => ({ basePath, requests: 5_000_000, failures: 0 })),
    ];
    const samples = begin.splice(0, Infinity).concat(changes);
    return () => raccoon.record(samples.map((each) => ({ ...each, atMs: clock.now().wallMs })));
  };
  edge.record(names.map((basePath) => ({ basePath, atMs: clock.now().wallMs, requests: 1, failures: 0 })));
  const come = (round) =>
    edge.record([{ basePath: `/new/api-${round}/v1`, atMs: clock.now().wallMs, requests: 1, failures: 0 }]);
  return { board, clock, read, come };
}

/** Collections of garbage so far: when they began, and how long they held the thread, ms. */
const collections = [];
const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()));

/** Notes what one stretch of the event loop took, ms, on the wall clock and of CPU time (all threads of the process). */
function stretch(stretches, work) {
  const cpu = process.cpuUsage();
  const fromMs = performance.now();
  const result = work();
  const wallMs = performance.now() - fromMs;
  const { user, system } = process.cpuUsage(cpu);
  stretches.push({ fromMs, wallMs, cpuMs: (user + system) / 1_000 });
  return result;
}

async function evaluate({ board, clock }, stretches) {
  const end = stretch(stretches, () => board.begin(clock.now()));
  for (let first = 0; first < end; first += SLICE) {
    stretch(stretches, () => board.evaluate(first, Math.min(first + SLICE, end)));
    await yieldToEventLoop();
  }
  const steps = board.finish();
  while (!stretch(stretches, () => steps.next().done)) await yieldToEventLoop();
  stretch(stretches, () => board.announce());
}

/** A stretch takes no longer than its CPU time, unless others had the machine meanwhile. */
const own = (stretches) => stretches.map(({ wallMs, cpuMs }) => Math.min(wallMs, cpuMs));

/** What is left of each stretch without the collections that fell into it. */
const uncollected = (stretches) =>
  stretches.map((each) => {
    const within = collections.filter(
      ({ startTime }) => startTime >= each.fromMs && startTime < each.fromMs + each.wallMs,
    );
    return Math.min(each.wallMs, each.cpuMs) - within.reduce((sum, { duration }) => sum + duration, 0);
  });

function shown(name, stretches) {
  const wall = stretches.map(({ wallMs }) => wallMs);
  return (
    `${name}: longest stretch ${Math.max(...wall).toFixed(1)} ms, ${Math.max(...own(stretches)).toFixed(1)} ms of it ours, ` +
    `${Math.max(...uncollected(stretches)).toFixed(1)} ms without collections of garbage; p99 ${quantile(own(stretches), 0.99).toFixed(1)} ms`
  );
}

export async function run() {
  observer.observe({ entryTypes: ['gc'] });
  for (const paths of [10_000, 100_000]) {
    const one = scene(paths);
    const [first, coming, rounds, stretches] = [[], [], [], []];
    stretch(first, one.read(0));
    await evaluate(one, first);
    const delay = await loopDelay(async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        const handOver = one.read(round);
        await yieldToEventLoop();
        stretch(stretches, handOver);
        await yieldToEventLoop();
        rounds.push(await timed(() => evaluate(one, stretches)));
      }
    });
    for (let round = 0; round < 5; round++) {
      one.come(round);
      await evaluate(one, coming);
    }
    // The last entries come with the next turn of the loop.
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log(
      `${paths} base paths: round ${median(rounds).toFixed(1)} ms (quartiles ${quantile(rounds, 0.25).toFixed(1)}–${quantile(rounds, 0.75).toFixed(1)}); ` +
        `loop delay p99 ${delay.p99.toFixed(1)} ms, target ≤ 50`,
    );
    console.log(`  ${shown('1 % changing, reading handed over', stretches)}, target ≤ 10 ms`);
    console.log(`  ${shown('a base path comes', coming)}`);
    console.log(`  ${shown('the very first round', first)}`);
  }
  observer.disconnect();
}
