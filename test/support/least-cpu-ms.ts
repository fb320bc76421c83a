import { performance } from 'node:perf_hooks';

/** What `errand` costs on the machine on which the limits of the tests were set. */
const ERRAND_MS = 4.5;
const ERRAND = JSON.stringify(
  Array.from({ length: 5_000 }, (_, index) => ({ index, name: `name ${index}`, list: [index] })),
);

/** Work of the kind that reading a text is: many small objects and strings. */
function errand(): number {
  return (JSON.parse(ERRAND) as { name: string }[]).map(({ name }) => name.split(' ').join()).join().length;
}

/**
 * The least time of some runs, in milliseconds of CPU as a quiet machine would need them: what else the machine does
 * counts little, and where all work is slow, as an errand done between the runs tells, so much is taken off. There are
 * no more runs once one took less than `enoughMs` without anything taken off.
 */
export function leastCpuMs(act: () => unknown, enoughMs = 0): number {
  const runs: { errand: number; act: number }[] = [];
  while (runs.length < 5) {
    const actMs = cpuMsOf(act);
    if (actMs < enoughMs) return actMs;
    runs.push({ errand: cpuMsOf(errand), act: actMs });
  }
  const slowness = Math.max(1, Math.min(...runs.map((each) => each.errand)) / ERRAND_MS);
  return Math.min(...runs.map((each) => each.act)) / slowness;
}

/** How many times slower than a quiet machine this one is now, by the clock on the wall; at least 1. */
export function slownessNow(): number {
  const tookMs = Array.from({ length: 9 }, () => {
    const startMs = performance.now();
    errand();
    return performance.now() - startMs;
  });
  return Math.max(1, tookMs.toSorted((one, other) => one - other)[4]! / ERRAND_MS);
}

function cpuMsOf(act: () => unknown): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
