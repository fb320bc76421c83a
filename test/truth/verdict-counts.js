// What verdicts are counted by: how many there were, and how they compare with the truth.
export const NO_COUNTS = {
  evaluations: 0,
  up: 0,
  down: 0,
  unknown: 0,
  wrong: 0,
  // Wrong DOWNs within a window of a restart or a pause of Heartbeat itself.
  ownDown: 0,
  wrongCertain: 0,
  near: 0,
  nearCertain: 0,
  outside: 0,
  stale: 0,
  knowable: 0,
  knowableMissed: 0,
};

/** Adds one verdict to counts. */
export function count(counts, { said, grade, knowable, isFresh, isCertain, isOwnFault }) {
  counts.evaluations++;
  if (knowable) counts.knowable++;
  counts[said.status.toLowerCase()]++;
  if (grade === 'unknown') {
    if (knowable) counts.knowableMissed++;
    return;
  }
  if (!isFresh) counts.stale++;
  if (grade !== 'right') counts[grade]++;
  if (grade === 'wrong' && said.status === 'DOWN' && isOwnFault) counts.ownDown++;
  if (isCertain && (grade === 'wrong' || grade === 'near')) counts[`${grade}Certain`]++;
}
