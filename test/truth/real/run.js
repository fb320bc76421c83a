// Plays scenes on real servers, and compares what real Heartbeats say with the true counts.
import { performance } from 'node:perf_hooks';
import { FAULTS } from '../faults.js';
import { sumOf } from '../report.js';
import { judgeLane } from './judge-lane.js';
import { MONITORING_FAULTS } from './monitoring-faults.js';
import { Stage } from './stage.js';

/** All kinds of fault that can be played on real servers, and what they are. */
export const REAL_FAULTS = [...FAULTS, ...MONITORING_FAULTS];

/**
 * Ten times as fast as life: a window of 30 s, scrapes every 2 s. What a machine is late by counts ten times then, too.
 */
const FAST = {
  scale: 10,
  sceneSettings: { scrapeMs: 20_000, pollEveryMs: 20_000, everyMs: 10_000, lagMs: 10_000 },
};

/** Plays kinds of fault; resolves to { rows, total, seconds, lanes }. `say` is told what goes on. */
export async function runOnRealServers({ kinds, seeds, laneNames, fast, minutes, watch, say }) {
  const startMs = performance.now();
  const durationS = 60 * minutes;
  const { scale, sceneSettings } = fast ? FAST : { scale: 1, sceneSettings: {} };
  const stage = new Stage({ scale, sceneSettings: { ...sceneSettings, durationS } });
  try {
    say(`${kinds.length} kinds of fault, ${seeds.length} seeds; watched by ${laneNames.join(', ')}`);
    await stage.set({ kinds, seeds, laneNames });
    await stage.startHeartbeats();
    say(`${stage.lanes.length} Heartbeats run; judged from now on for ${(minutes / scale).toFixed(0)} min`);
    const acting = stage.act((error) => say(`an action failed: ${error.message}`));
    await lookOn(stage, durationS);
    await acting;
    return report(stage, { watch, startMs });
  } finally {
    await stage.end();
  }
}

async function lookOn(stage, durationS) {
  const everyS = (stage.sceneSettings.everyMs ?? 5_000) / 1000;
  const first = Math.max(0, Math.ceil(stage.clock.sceneMs() / 1000 / everyS) * everyS);
  for (let atS = first; atS <= durationS; atS += everyS) {
    await stage.clock.until(atS * 1000);
    // A look that took too long is not made up for.
    if (stage.clock.sceneMs() / 1000 > atS + everyS) continue;
    const isPaused = ({ scene }) => scene.pauses.some(({ fromS, toS }) => fromS <= atS + 1 && atS < toS + 2);
    await Promise.all(stage.lanes.flatMap((lane) => [lane.look(isPaused), lane.lookPlainly()]));
  }
}

function report(stage, { watch, startMs }) {
  const runs = stage.lanes.flatMap((lane) => lane.fleets.map((fleet) => judgeLane(lane, fleet, stage.pages, watch)));
  const by = (key) => Map.groupBy?.(runs, key) ?? groupBy(runs, key);
  const isOrdinary = (name) => FAULTS.find((kind) => kind.name === name)?.ordinary ?? false;
  const rows = Array.from(
    by(({ kind }) => kind),
    ([kind, some]) => ({ kind, ordinary: isOrdinary(kind), ...sumOf(some) }),
  );
  const lanes = Array.from(
    by(({ lane }) => lane),
    ([kind, some]) => ({ kind, ...sumOf(some) }),
  );
  const unanswered = stage.lanes.reduce((sum, { failures }) => sum + failures, 0);
  return {
    rows,
    lanes,
    total: sumOf(runs),
    scenes: runs.length,
    unanswered,
    seconds: (performance.now() - startMs) / 1000,
  };
}

function groupBy(things, key) {
  const groups = new Map();
  for (const thing of things) groups.set(key(thing), [...(groups.get(key(thing)) ?? []), thing]);
  return groups;
}
