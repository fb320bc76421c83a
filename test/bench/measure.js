import { cpus } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** The value below which a share of sorted numbers lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}

export const median = (values) => quantile(values, 0.5);

/** Runs `ours` and `reference` in turn, `rounds` times, after one round of each that does not count. */
export async function interleaved(rounds, ours, reference) {
  const figures = { ours: [], reference: [] };
  for (let round = -1; round < rounds; round++) {
    const first = round % 2 === 0;
    const a = await (first ? ours() : reference());
    const b = await (first ? reference() : ours());
    if (round < 0) continue;
    figures.ours.push(first ? a : b);
    figures.reference.push(first ? b : a);
  }
  return figures;
}

/** Milliseconds that `task` takes. */
export async function timed(task) {
  const startMs = performance.now();
  await task();
  return performance.now() - startMs;
}

/** What the event loop was delayed by while `task` ran, ms: the 99th percentile and the longest. */
export async function loopDelay(task) {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await task();
  monitor.disable();
  return { p99: monitor.percentile(99) / 1e6, max: monitor.max / 1e6 };
}

/**
 * The longest stretch for which `task` held the event loop, ms: no longer than its CPU time, because a machine that does
 * something else meanwhile is not its fault. Collections of garbage are part of it.
 */
export async function longestStretch(task) {
  let longest = 0;
  let isDone = false;
  const now = () => {
    const { user, system } = process.cpuUsage();
    return { wallMs: performance.now(), cpuMs: (user + system) / 1_000 };
  };
  let last = now();
  const tick = () => {
    const next = now();
    longest = Math.max(longest, Math.min(next.wallMs - last.wallMs, next.cpuMs - last.cpuMs));
    last = next;
    if (!isDone) setImmediate(tick);
  };
  await new Promise((resolve) => setImmediate(resolve));
  last = now();
  setImmediate(tick);
  await task();
  isDone = true;
  await new Promise((resolve) => setImmediate(resolve));
  return longest;
}

/** One line: medians, their ratio and its quartiles over the pairs. */
export function printRatio(name, unit, { ours, reference }, target) {
  const ratios = ours.map((value, index) => value / reference[index]);
  const shown = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  console.log(
    `${name.padEnd(34)} ours ${median(ours).toFixed(1)} ${unit}, reference ${median(reference).toFixed(1)} ${unit}, ` +
      `ratio ${shown[1]} (quartiles ${shown[0]}–${shown[2]})${target ? `, target ${target}` : ''}`,
  );
}

/** The machine, for the record. */
export function printMachine() {
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0].model}`);
}
