// What of a fleet becomes known: scrapes that succeed or fail, and targets that leave the discovery, in order of time.

/** Virtual times are told as if the run began here; a whole minute, as polls are at whole multiples. */
export const BEGIN_MS = 1_800_000_000_000;

const GONE_SCRAPES = 1.3;

/** The page of a target at a time, by the process whose turn it is; null where none answers. */
export function pageOf(scene, fleet, target, { atMs, turn }) {
  const answering = target.processes.filter(
    ({ answersFromS, endS }) => answersFromS * 1000 <= atMs && atMs < endS * 1000,
  );
  if (answering.length === 0) return null;
  const process = answering[turn % answering.length];
  const edits = scene.edits.filter(
    (edit) =>
      edit.fromS * 1000 <= atMs &&
      atMs < edit.toS * 1000 &&
      (!edit.targets || edit.targets.includes(target)) &&
      (!edit.process || edit.process === process),
  );
  const ageMs = edits.reduce((age, edit) => Math.max(age, edit.ageMs?.() ?? 0), 0);
  let counters = fleet.countersAt(process, atMs - ageMs);
  for (const edit of edits) counters = edit.change?.(counters, { atMs, process, target }) ?? counters;
  return { process, counters };
}

/** All events of a scene: { type, atMs (of the run), told (what a subject is given), process (what it must not know) }. */
export function eventsOf(scene, fleet) {
  const events = scene.targets.flatMap((target) => eventsOfTarget(scene, fleet, target));
  return events.toSorted((a, b) => a.atMs - b.atMs);
}

function eventsOfTarget(scene, fleet, target) {
  const { random, scrapeMs } = scene;
  const events = [];
  const endMs = Math.min(target.goneS, scene.durationS) * 1000;
  const fromMs = Math.max(target.fromS, 60 - scene.pastS) * 1000;
  let turn = random.whole(0, 1);
  for (let dueMs = Math.floor(fromMs / scrapeMs) * scrapeMs + target.phaseMs; dueMs < endMs; dueMs += scrapeMs) {
    // The scraper is a few milliseconds late, at times half a second.
    const atMs = dueMs + (random.chance(0.02) ? random.whole(50, 500) : random.whole(0, 8));
    if (atMs < fromMs || atMs >= endMs) continue;
    const mute = muteAt(scene, target, atMs);
    if (mute?.how === 'lost') continue;
    if (random.chance(0.9)) turn++;
    const page = mute ? null : pageOf(scene, fleet, target, { atMs, turn });
    events.push(page ? pageEvent(scene, target, page, atMs) : otherEvent('silent', target, atMs));
  }
  // That a target has left shows by its next scrape, which does not come.
  const lastMs = events.at(-1)?.atMs ?? target.goneS * 1000;
  const gone = otherEvent('gone', target, lastMs + scrapeMs);
  const knownMs = Math.max(target.goneS * 1000, lastMs + GONE_SCRAPES * scrapeMs);
  if (knownMs < scene.durationS * 1000) events.push({ ...gone, atMs: knownMs });
  return events;
}

function muteAt({ mutes, random }, target, atMs) {
  return mutes.find(
    ({ targets, fromS, toS, share }) =>
      fromS * 1000 <= atMs && atMs < toS * 1000 && (!targets || targets.includes(target)) && random.chance(share ?? 1),
  );
}

function pageEvent(scene, { source, instance, address }, { process, counters }, atMs) {
  const told = { source, instance, address, atMs: BEGIN_MS + atMs, counters };
  if (scene.facts) told.startedAtMs = BEGIN_MS + Math.round(process.startS * 1000);
  return { type: 'page', atMs, told, process };
}

function otherEvent(type, { source, instance, address }, atMs) {
  const told = { source, instance, atMs: BEGIN_MS + atMs };
  return { type, atMs, told: type === 'gone' ? told : { ...told, address }, process: null };
}

/** Gives one event to a subject. */
export function tell(subject, { type, told }) {
  // A copy: what one subject does to its map is nothing to another.
  if (type === 'page') subject.page({ ...told, counters: new Map(told.counters) });
  else subject[type]({ ...told });
}
