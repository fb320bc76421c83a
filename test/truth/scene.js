// A scene is what is going to happen in one run: base paths with their traffic and incidents, gateway processes with
// their lives, the targets under which they are scraped, and what goes wrong between them and Heartbeat. Times are
// seconds of the run; Heartbeat is judged from 0 on, and what happened since -pastS is true as well.
import { randomOf } from './random.js';

export const WINDOW_S = 300;
export const OUTCOMES = ['200', '404', '502'];

const DEPTHS = [1, 1, 1, 1, 0.5, 0.2, 0.2, 0.12, 0.12, 0.08];
// A total outage turns the verdict after 30 s: lengths about that are the hardest to tell.
const LENGTHS = [
  [5, 25],
  [25, 60],
  [25, 60],
  [60, 150],
  [120, 400],
];

/** A calm scene, on which a fault kind then works. */
export function calmScene(kind, seed, settings = {}) {
  const random = randomOf(`${kind}/${seed}`);
  const scene = {
    kind,
    seed,
    random,
    durationS: 60 * random.whole(20, 30),
    pastS: 960,
    scrapeMs: 15_000,
    pollEveryMs: 15_000,
    everyMs: 5_000,
    lagMs: 5_000,
    style: 'raccoon',
    // What all base paths begin with.
    root: '/fleet',
    // Whether pages tell when their process started.
    facts: seed % 2 === 0,
    paths: [],
    processes: [],
    targets: [],
    // Scrapes that fail: { targets, fromS, toS, share, how: 'silent' | 'lost' }.
    mutes: [],
    // Pages that show something else than the counters: { targets, process, fromS, toS, ageMs, change }.
    edits: [],
    // Times in which pages show what no request made: { path, fromS, toS }; path null is all of them.
    lies: [],
    extraDelayMs: 0,
    // The load of all base paths rises and falls slowly, by a share at most and once in so many seconds.
    drift: { share: random.between(0, 0.2), periodS: random.whole(900, 3_600) },
    // When faults begin: incidents near them show what a fault hides.
    faultsAtS: [],
    // The base path that a fault is about, where it is about one.
    struck: null,
    restart: null,
    pauses: [],
    ...settings,
  };
  if (scene.style === 'scrape') scene.lagMs = 0;
  // Half of the time Heartbeat begins with nothing, half of the time it has watched for long enough already.
  scene.beginS = settings.beginS ?? (random.chance(0.5) ? 0 : -525);
  for (let index = random.whole(3, 6); index > 0; index--) addPath(scene);
  for (let index = settings.instances ?? random.whole(2, 6); index > 0; index--) addOldPod(scene);
  return scene;
}

function addPath(scene) {
  const { random, paths } = scene;
  // The first is busy and the second is not, so that every run has both; others are anything.
  const [low, high] = paths.length === 0 ? [5, 50] : paths.length === 1 ? [0.05, 0.5] : [0.2, 50];
  const path = {
    name: `${scene.root}/api-${paths.length + 1}/v1`,
    rate: random.scaled(low, high),
    clientErrors: random.pick([0, 0, 0.02, 0.2]),
    // Half of them have never failed before.
    background: random.pick([0, 0, 0.002, 0.03]),
    shapes: [],
    incidents: [],
  };
  paths.push(path);
  for (let count = random.whole(0, 2); count > 0; count--) {
    const fromS = random.whole(-300, scene.durationS);
    const idle = random.chance(0.4);
    const toS = fromS + (idle ? random.whole(60, 600) : random.whole(10, 60));
    path.shapes.push({ fromS, toS, times: idle ? 0 : random.between(2, 8) });
  }
  if (paths.length > 3 && random.chance(0.3)) path.shapes.push({ fromS: -scene.pastS, toS: scene.durationS, times: 0 });
  for (let count = random.pick([0, 1, 1, 2, 2, 3]); count > 0; count--) {
    addIncident(scene, path, random.whole(-200, scene.durationS - 30));
  }
}

function addIncident({ random }, path, fromS) {
  path.incidents.push({ fromS, toS: fromS + random.whole(...random.pick(LENGTHS)), share: random.pick(DEPTHS) });
}

/** Lets base paths fail shortly before, during or after the faults of a scene, more often than not. */
export function failNearFaults(scene) {
  const { random, paths, faultsAtS, struck } = scene;
  for (const atS of faultsAtS) {
    const failing = random.some(paths, random.whole(0, 2));
    if (random.chance(0.75)) failing.push(struck ?? paths[0]);
    for (const path of failing) addIncident(scene, path, atS + random.whole(-150, 150));
  }
}

/** A burst of failures on the busy path and, at times, on another; of some processes alone where they are given. */
export function failFor(scene, fromS, toS, processes = null) {
  const { random, paths } = scene;
  const failing = random.chance(0.5) ? [paths[0], paths.at(-1)] : [paths[0]];
  for (const path of failing) path.incidents.push({ fromS, toS, share: random.pick([1, 1, 1, 0.5, 0.2]), processes });
}

/** A process: it lives from startS, serves from servesFromS to servesToS, and is gone at endS. */
export function addProcess(scene, life = {}) {
  const startS = life.startS ?? -scene.random.scaled(3_600, 2_600_000);
  const process = {
    index: scene.processes.length,
    startS,
    endS: Infinity,
    servesFromS: life.servesFromS ?? startS,
    // When it begins to answer scrapes.
    answersFromS: life.answersFromS ?? startS,
    servesToS: Infinity,
    // What it counted before it serves in the run, per base path and outcome.
    lifetime: life.startS === undefined || life.old ? lifetimeOf(scene) : null,
  };
  scene.processes.push(process);
  return process;
}

function lifetimeOf({ random, paths }) {
  return paths.map(({ rate, clientErrors, background }) => {
    const answered = Math.floor(random.scaled(1, 5) * 10 ** random.between(1, 5.5) * Math.min(1, rate + 0.05));
    return [answered, Math.floor(answered * clientErrors), Math.floor(answered * background)];
  });
}

/** What the monitoring system scrapes: one address, behind which one process after another answers (or two in turn). */
export function addTarget(scene, processes, more = {}) {
  const number = scene.targets.length + 1;
  const target = {
    // The monitoring system that it belongs to.
    source: 'truth',
    instance: `gateway-${number}`,
    address: `10.0.0.${number}:8001`,
    fromS: -Infinity,
    goneS: Infinity,
    phaseMs: scene.random.whole(0, scene.scrapeMs - 1),
    processes,
    ...more,
  };
  scene.targets.push(target);
  return target;
}

export const addOldPod = (scene, more = {}) => addTarget(scene, [addProcess(scene)], more);

/** A pod that starts at a time, with no past, and serves a few seconds later. */
export function addYoungPod(scene, startS, more = {}) {
  const process = addProcess(scene, { startS, servesFromS: startS + scene.random.whole(1, 8), ...more });
  return addTarget(scene, [process], { fromS: startS });
}

/** Ends a process: killed it serves till its last moment, otherwise it has handed its load over before. */
export function endProcess(scene, process, atS) {
  const killed = scene.random.chance(0.5);
  process.endS = atS;
  process.servesToS = killed ? atS : Math.max(process.servesFromS, atS - scene.random.whole(1, 5));
  process.killed = killed;
}

/** Ends a pod; its target leaves the discovery some time later. */
export function endPod(scene, target, atS, goneAfterS = scene.random.whole(0, 30)) {
  endProcess(scene, target.processes.at(-1), atS);
  target.goneS = atS + goneAfterS;
}

/** Restarts the process behind a target. */
export function restart(scene, target, atS, downS = scene.random.whole(1, 20)) {
  endProcess(scene, target.processes.at(-1), atS);
  const startS = atS + downS;
  target.processes.push(addProcess(scene, { startS, servesFromS: startS + scene.random.whole(0, 3) }));
}

/** The targets that are there at a time and are there to stay. */
export const standing = (scene, atS) =>
  scene.targets.filter((target) => target.fromS < atS && target.goneS === Infinity && target.processes.length > 0);

/** A time for a fault: late enough to have seen something before, early enough to see what becomes of it. */
export function aTime({ random, durationS, faultsAtS }) {
  const atS = random.whole(90, durationS - 240);
  faultsAtS.push(atS);
  return atS;
}
