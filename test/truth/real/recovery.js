// How long it takes from the end of a steady total outage until the last minute shows it: most of its requests succeeded. That
// takes half a minute of good requests, and the way of the evidence.
const CALM_S = 120;

/** The ends of these outages that leave enough time to see what follows, without another incident in it. */
export function outagesThatEnd(scene, outages) {
  return outages.flatMap(({ path, fromS }) => {
    const { incidents, shapes } = scene.paths[path];
    const { toS } = incidents.find((incident) => incident.fromS === fromS && incident.share === 1);
    const touches = (other) => other.fromS !== fromS && other.fromS < toS + CALM_S && other.toS > toS - CALM_S;
    if (toS + CALM_S > scene.durationS || incidents.some(touches) || shapes.some(touches)) return [];
    if (scene.faultsAtS.some((atS) => atS > fromS && atS < toS + CALM_S)) return [];
    return [{ path, toS, recoveredS: Infinity }];
  });
}

export function noteRecovery(ends, path, nowS, { lastMinute }) {
  for (const end of ends) {
    if (end.path !== path || nowS < end.toS || end.recoveredS !== Infinity || !lastMinute) continue;
    const { requests, failures } = lastMinute;
    if (requests > 0 && (requests - failures) * 2 > requests) end.recoveredS = nowS - end.toS;
  }
}
