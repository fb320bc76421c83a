// Compares what one Heartbeat said of one fleet with the true counts, when the run is over.
import { noteDetection, steadyOutages } from '../detection.js';
import { createOracle, freshMs } from '../oracle.js';
import { WINDOW_S } from '../scene.js';
import { count, NO_COUNTS } from '../verdict-counts.js';
import { noteRecovery, outagesThatEnd } from './recovery.js';

/** The counts of one fleet in a lane, with those of the plain way beside it; `watch` sees every verdict. */
export function judgeLane(lane, fleet, pages, watch) {
  const scene = { ...fleet.scene, ...lane.watches };
  const events = pages.events(fleet.name, lane.scrapers);
  const oracle = createOracle(scene, scene.fleet, events);
  const outages = steadyOutages(scene);
  const ends = outagesThatEnd(scene, outages);
  const see = (seen) => {
    noteDetection(outages, seen.path, seen.nowS, seen.said);
    noteRecovery(ends, seen.path, seen.nowS, seen.said);
    watch?.({ lane, fleet, scene, oracle, ...seen });
  };
  const context = { scene, oracle, events };
  const counts = judged(context, lane.records.get(fleet.name), see);
  return {
    kind: fleet.kind,
    seed: fleet.seed,
    lane: lane.name,
    ...counts,
    detections: outages.map(({ detectedS }) => detectedS),
    recoveries: ends.map(({ recoveredS }) => recoveredS),
    plain: judged(context, lane.plain.get(fleet.name)),
  };
}

function judged({ scene, oracle, events }, records, see) {
  const counts = { ...NO_COUNTS };
  const ownS = scene.restart?.atS ?? scene.pauses[0]?.toS ?? Infinity;
  const times = events.map(({ atMs }) => atMs);
  for (const { path, nowS, said } of records) {
    const isFresh = nowS * 1000 - newestBefore(times, (nowS + 1) * 1000) <= freshMs(scene);
    const knowable = isFresh && oracle.couldBeKnown(path, nowS);
    const grade = said.status === 'UNKNOWN' ? 'unknown' : oracle.gradeOf(path, nowS, said.status);
    const isOwnFault = nowS >= ownS && nowS <= ownS + oracle.delayS + WINDOW_S;
    count(counts, { said, grade, knowable, isFresh, isOwnFault, isCertain: oracle.isCertain(said) });
    see?.({ path, nowS, said, grade, missed: knowable && grade === 'unknown' });
  }
  return counts;
}

/** The newest of sorted times that is not after `untilMs`. */
function newestBefore(times, untilMs) {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= untilMs) low = middle + 1;
    else high = middle;
  }
  return times[low - 1] ?? -Infinity;
}
