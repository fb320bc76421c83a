import { LiveBoard } from '../../dist/evaluation/live-board.js';
import { breathe } from '../../dist/platform/clock/breathe.js';
import { SystemClock } from '../../dist/platform/clock/system-clock.js';
import { EvidenceWindow } from '../../dist/window/evidence-window.js';
import { loopDelay, median, quantile, timed } from './measure.js';

export const about = 'a whole evaluation round with 1 % of the base paths changing: merge, judge, publish';

const SLICE = 8_192;
const ROUNDS = 40;

/** A board over a Raccoon reading and a scraped source. */
function scene(paths) {
  const clock = new SystemClock();
  const observer = { refused: () => undefined };
  const window = new EvidenceWindow({ windowMs: 300_000, bucketMs: 10_000, maximumBasePaths: paths, clock, observer });
  const rule = { thresholdScaled: 9_000, minimumRequests: 10 };
  const board = new LiveBoard({ clock, window, rule, staleAfterMs: 90_000, everyMs: 5_000 });
  const raccoon = window.open({ name: 'raccoon', evidence: 'traffic' });
  const edge = window.open({ name: 'edge', evidence: 'traffic' });
  const names = Array.from({ length: paths }, (_, index) => `/team${index % 97}/api-${index}/v1`);
  const read = (round) => {
    const entries = names.map((basePath, index) => {
      const failing = (index + round) % 100 === 0;
      return {
        basePath,
        requests: 1_000,
        failures: failing ? 500 : 3,
        lastMinuteRequests: 0,
        lastMinuteFailures: 0,
        spoiled: false,
      };
    });
    raccoon.replace({ asOf: clock.now(), entries });
  };
  edge.record(names.map((basePath) => ({ basePath, atMs: clock.now().wallMs, requests: 1, failures: 0 })));
  return { board, clock, read };
}

async function evaluate({ board, clock }, stretches) {
  const note = (fromMs) => stretches.push(performance.now() - fromMs);
  let fromMs = performance.now();
  const end = board.begin(clock.now());
  for (let first = 0; first < end; first += SLICE) {
    board.evaluate(first, Math.min(first + SLICE, end));
    note(fromMs);
    await breathe();
    fromMs = performance.now();
  }
  const steps = board.finish();
  for (;;) {
    fromMs = performance.now();
    const { done } = steps.next();
    note(fromMs);
    if (done) return;
    await breathe();
  }
}

export async function run() {
  for (const paths of [10_000, 100_000]) {
    const one = scene(paths);
    one.read(0);
    await evaluate(one, []);
    const rounds = [];
    const stretches = [];
    const delay = await loopDelay(async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        one.read(round);
        await breathe();
        rounds.push(await timed(() => evaluate(one, stretches)));
      }
    });
    console.log(
      `${paths} base paths: round ${median(rounds).toFixed(1)} ms (quartiles ${quantile(rounds, 0.25).toFixed(1)}–${quantile(rounds, 0.75).toFixed(1)}), ` +
        `longest stretch ${Math.max(...stretches).toFixed(1)} ms, p99 ${quantile(stretches, 0.99).toFixed(1)} ms, target ≤ 10 ms; ` +
        `loop delay p99 ${delay.p99.toFixed(1)} ms with the reading handed over in between`,
    );
  }
}
