// The fleet in virtual time: every request is counted once, by one living process, and every count is known per second.
import { OUTCOMES } from './scene.js';

const FAILURE = 2;

/** Plays the traffic of a scene; what comes back answers for any time of it. */
export function playFleet(scene) {
  const seconds = scene.pastS + scene.durationS + 1;
  const counts = scene.processes.map(() => scene.paths.map(() => OUTCOMES.map(() => new Int32Array(seconds + 1))));
  for (let at = 0; at < seconds; at++) playSecond(scene, counts, at);
  for (const perPath of counts) for (const perOutcome of perPath) perOutcome.forEach(sumUp);
  const at = (timeS) => Math.min(Math.max(timeS + scene.pastS, 0), seconds);
  return {
    seconds,
    /** Requests of one process, base path and outcome from the beginning of the scene up to a second. */
    countAt: (process, path, outcome, timeS) => counts[process.index][path][outcome][at(timeS)],
    /** Requests and failures of one process and base path in a time. */
    servedBy: (process, path, fromS, toS) => {
      const series = counts[process.index][path];
      const [from, to] = [at(fromS), at(toS)];
      const failures = series[FAILURE][to] - series[FAILURE][from];
      return { requests: series[0][to] - series[0][from] + series[1][to] - series[1][from] + failures, failures };
    },
    totals: totalsOf(scene, counts, seconds),
    /** The counters as a page of this process has them: only series that have counted a request. */
    countersAt: (process, atMs) => countersAt(scene, counts[process.index], process, atMs),
  };
}

function playSecond(scene, counts, at) {
  const { random, paths, processes, pastS } = scene;
  const timeS = at - pastS;
  const living = processes.filter(({ servesFromS, servesToS }) => servesFromS <= timeS && timeS < servesToS);
  if (living.length === 0) return;
  const swell = 1 + scene.drift.share * Math.sin((2 * Math.PI * timeS) / scene.drift.periodS);
  paths.forEach((path, index) => {
    const incidents = path.incidents.filter(({ fromS, toS }) => fromS <= timeS && timeS < toS);
    for (let left = random.poisson(swell * rateAt(path, timeS)); left > 0; left--) {
      const process = living.length === 1 ? living[0] : random.pick(living);
      const outcome = random.chance(failureShare(path, incidents, process, timeS))
        ? FAILURE
        : Number(random.chance(path.clientErrors));
      counts[process.index][index][outcome][at + 1]++;
    }
  });
}

function rateAt({ rate, shapes }, timeS) {
  let now = rate;
  for (const { fromS, toS, times } of shapes) if (fromS <= timeS && timeS < toS) now *= times;
  return now;
}

function failureShare(path, incidents, process, timeS) {
  // Half of the requests that are in flight when a process is killed fail.
  let share = process.killed && timeS >= process.endS - 1 ? 0.5 : path.background;
  for (const incident of incidents) {
    if (incident.processes?.includes(process) ?? true) share = Math.max(share, incident.share);
  }
  return share;
}

function sumUp(series) {
  for (let at = 1; at < series.length; at++) series[at] += series[at - 1];
}

function totalsOf(scene, counts, seconds) {
  return scene.paths.map((_, path) => {
    const requests = new Int32Array(seconds + 1);
    const failures = new Int32Array(seconds + 1);
    for (const perPath of counts) {
      const [good, client, failed] = perPath[path];
      for (let at = 0; at <= seconds; at++) {
        requests[at] += good[at] + client[at] + failed[at];
        failures[at] += failed[at];
      }
    }
    return { requests, failures };
  });
}

function countersAt(scene, perPath, process, atMs) {
  const counters = new Map();
  const second = Math.min(Math.max(Math.floor(atMs / 1000) + scene.pastS, 0), perPath[0][0].length - 2);
  const part = atMs / 1000 - Math.floor(atMs / 1000);
  scene.paths.forEach(({ name }, path) => {
    OUTCOMES.forEach((code, outcome) => {
      const series = perPath[path][outcome];
      const counted = series[second] + Math.floor((series[second + 1] - series[second]) * part);
      const value = counted + (process.lifetime?.[path]?.[outcome] ?? 0);
      if (value > 0) counters.set(`${name}|${code}`, value);
    });
  });
  return counters;
}
