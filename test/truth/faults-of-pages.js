// Faults of what is read: names that change, series that vanish, values that are not those of the counters.
import { aTime, failFor } from './scene.js';

const outcomes = ['200', '404', '502'];

/** One or all targets. */
const struck = (scene) => (scene.random.chance(0.5) ? scene.targets.slice() : [scene.random.pick(scene.targets)]);

/** The same processes at the same addresses under new names. */
function relabel(scene) {
  const atS = aTime(scene);
  for (const target of struck(scene)) {
    target.goneS = atS;
    scene.targets.push({ ...target, instance: `${target.instance}-renamed`, fromS: atS, goneS: Infinity });
  }
}

/** All series of a page get one more label. */
function addLabel(scene) {
  const renamed = (counters) => new Map(Array.from(counters, ([key, value]) => [`${key}|v2`, value]));
  scene.edits.push({ targets: struck(scene), fromS: aTime(scene), toS: Infinity, change: renamed });
}

function omitOnce(scene) {
  const { random } = scene;
  const omitted = random.chance(0.5)
    ? [`${scene.paths[0].name}|200`]
    : outcomes.map((code) => `${scene.paths[0].name}|${code}`);
  const fromS = aTime(scene);
  const change = (counters) => void omitted.forEach((key) => counters.delete(key));
  scene.edits.push({ targets: struck(scene), fromS, toS: fromS + scene.scrapeMs / 1000, change });
}

/** Series that do not grow vanish, and are back with the next request: with their value, or from zero. */
function expire(scene, anew) {
  const idleMs = scene.random.pick([30_000, 60_000, 120_000]);
  const known = new Map();
  const change = (counters, { atMs, process }) => {
    for (const [key, value] of counters) {
      const name = `${process.index} ${key}`;
      const last = known.get(name);
      if (!last || value > last.value) {
        const base = last && atMs - last.grewMs > idleMs && anew ? last.value : (last?.base ?? 0);
        known.set(name, { value, base, grewMs: atMs });
      } else if (atMs - last.grewMs > idleMs) counters.delete(key);
      if (counters.has(key)) counters.set(key, value - known.get(name).base);
    }
  };
  scene.edits.push({ fromS: -Infinity, toS: Infinity, change });
}

/** A counter of one process is off by something from a time on. */
function shiftOne(scene, by) {
  const { random } = scene;
  const target = random.pick(scene.targets);
  const failedBefore = scene.paths.filter(({ background }) => background > 0);
  const isOfFailures = failedBefore.length > 0 && random.chance(0.4);
  const path = random.pick(isOfFailures ? failedBefore : [scene.paths[0], scene.paths[0], ...scene.paths]);
  const key = `${path.name}|${isOfFailures ? '502' : '200'}`;
  scene.struck = path;
  const fromS = aTime(scene);
  let shift;
  const change = (counters) => {
    if (!counters.has(key)) return;
    shift ??= by(counters.get(key));
    counters.set(key, counters.get(key) + shift);
  };
  scene.edits.push({ targets: [target], fromS, toS: Infinity, change });
  return { path: scene.paths.indexOf(path), fromS, toS: fromS + scene.scrapeMs / 1000 };
}

/** A store that is some seconds behind answers: for a while, or in turn with one that is not. */
function fallBehind(scene) {
  const { random } = scene;
  const [fromS, ageMs] = [aTime(scene), 1000 * random.whole(16, 25)];
  const share = random.pick([1, 0.5, 0.5]);
  scene.extraDelayMs = ageMs;
  for (const target of struck(scene)) {
    const behind = () => (random.chance(share) ? ageMs : 0);
    scene.edits.push({ targets: [target], fromS, toS: fromS + random.whole(30, 120), ageMs: behind });
  }
}

/** The counters of one base path begin anew, on one or all processes. */
function resetRoute(scene) {
  const { random, paths } = scene;
  const fromS = aTime(scene);
  scene.struck = random.chance(0.7) ? paths[0] : random.pick(paths);
  const prefix = `${scene.struck.name}|`;
  for (const target of struck(scene)) {
    const process = target.processes[0];
    const change = (counters) => {
      const before = scene.fleet.countersAt(process, fromS * 1000);
      for (const [key, value] of counters) {
        if (!key.startsWith(prefix)) continue;
        const left = value - (before.get(key) ?? 0);
        if (left > 0) counters.set(key, left);
        else counters.delete(key);
      }
    };
    scene.edits.push({ targets: [target], process, fromS, toS: Infinity, change });
  }
}

export const PAGE_FAULTS = [
  { name: 'relabelled', about: 'instances get new names, counters go on', happen: relabel },
  { name: 'new-page-label', about: 'all series of a page get one more label, counters go on', happen: addLabel },
  { name: 'page-without-series', about: 'one page lacks one or all series of a base path', happen: omitOnce },
  {
    name: 'expiring-series',
    about: 'idle series vanish, and are back with their value',
    happen: (s) => expire(s, false),
  },
  { name: 'expiring-anew', about: 'idle series vanish, and are back from zero', happen: (s) => expire(s, true) },
  {
    name: 'lone-dip',
    about: 'one counter falls by a few',
    happen: (scene) => void shiftOne(scene, (value) => -Math.min(scene.random.whole(1, 12), Math.floor(value / 3))),
  },
  { name: 'concert-dip', about: 'a store that is seconds behind answers for a while', happen: fallBehind },
  { name: 'route-reset', about: 'the counters of one base path begin anew', happen: resetRoute },
  {
    name: 'route-reset-after-burst',
    about: 'failures just before the counters of a base path begin anew',
    happen: (scene) => {
      resetRoute(scene);
      const [{ fromS }] = scene.edits;
      failFor(scene, fromS - scene.random.whole(20, 60), fromS);
    },
  },
  {
    name: 'implausible-jump',
    about: 'one counter grows by a million that nobody asked',
    happen: (scene) => void scene.lies.push(shiftOne(scene, () => 1_000_000)),
  },
];
