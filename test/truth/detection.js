// How long a total outage takes to be read as DOWN, counted from its first failure: where nothing else is going on, so that
// the time is that of the evidence's way and of the rule (about 31 s of steady traffic), and scrapes are 15 s apart.
import { WINDOW_S } from './scene.js';

const SHORTEST_S = 90;
const STEADY_RATE = 3;

/** Outages whose detection counts: of steady traffic, on all processes, undisturbed from a window before. */
export function steadyOutages(scene) {
  if (scene.scrapeMs !== 15_000) return [];
  return scene.paths.flatMap((path, index) =>
    path.incidents
      .filter((incident) => incident.share === 1 && !incident.processes && incident.toS - incident.fromS >= SHORTEST_S)
      .filter(({ fromS }) => fromS >= 0 && fromS + SHORTEST_S <= scene.durationS && path.rate >= STEADY_RATE)
      .filter((incident) => isUndisturbed(scene, path, incident))
      .map(({ fromS }) => ({ path: index, fromS, detectedS: Infinity })),
  );
}

function isUndisturbed(scene, path, incident) {
  const [fromS, toS] = [incident.fromS - WINDOW_S - 60, incident.fromS + SHORTEST_S];
  const touches = (other) => other !== incident && other.fromS < toS && other.toS > fromS;
  if (path.shapes.some(touches) || path.incidents.some(touches)) return false;
  const wasWatched = scene.beginS <= fromS && !(scene.restart?.atS > fromS);
  // What a fault does may last, as what a pod that dies leaves behind.
  return wasWatched && !scene.faultsAtS.some((atS) => atS < toS);
}

/** Notes the first time that an outage is read as DOWN. */
export function noteDetection(outages, path, nowS, { status }) {
  if (status !== 'DOWN') return;
  for (const outage of outages) {
    const isIt = outage.path === path && nowS >= outage.fromS && nowS <= outage.fromS + 300;
    if (isIt && outage.detectedS === Infinity) outage.detectedS = nowS - outage.fromS;
  }
}

/** The value that 99 of 100 outages do not exceed. */
export function slowest(detections) {
  const sorted = detections.toSorted((a, b) => a - b);
  return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0;
}
