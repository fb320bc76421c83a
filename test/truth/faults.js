// What happens to a fleet, kind by kind. `happen` works on a calm scene with the scene's own random numbers; `ordinary`
// marks ordinary life, where more must be known. Every kind comes with and without start facts, by the seed.
import { PAGE_FAULTS } from './faults-of-pages.js';
import { WATCH_FAULTS } from './faults-of-watching.js';
import { addProcess, addYoungPod, aTime, endPod, endProcess, failFor, restart, standing } from './scene.js';

/** Replaces each pod by a new one, one after another; a new one serves before an old one ends, or after. */
function roll(scene, fromS) {
  const { random } = scene;
  const [everyS, surge] = [random.whole(10, 60), random.chance(0.7)];
  standing(scene, fromS).forEach((target, index) => {
    const endS = fromS + index * everyS;
    addYoungPod(scene, endS + (surge ? -random.whole(10, 20) : random.whole(1, 15)));
    endPod(scene, target, endS);
  });
}

function die(scene, atS) {
  const target = scene.random.pick(standing(scene, atS));
  const stays = scene.random.chance(0.5);
  endPod(scene, target, atS, stays ? Infinity : scene.random.whole(30, 180));
  return target;
}

/** Restarts, perhaps several, each of a pod of its own. */
function restartSome(scene) {
  for (const target of scene.random.some(scene.targets, scene.random.whole(1, 3))) restart(scene, target, aTime(scene));
}

function burstThenRestart(scene) {
  const { random } = scene;
  const atS = aTime(scene);
  failFor(scene, atS - random.whole(25, 80), atS + random.whole(0, 3));
  const struck = random.chance(0.5) ? scene.targets : random.some(scene.targets, 1);
  for (const target of struck) restart(scene, target, atS + random.whole(0, 5));
}

function burstThenLoss(scene) {
  const { random } = scene;
  const atS = aTime(scene);
  failFor(scene, atS - random.whole(25, 80), atS + random.whole(0, 3));
  const target = die(scene, atS);
  if (random.chance(0.5)) addYoungPod(scene, target.processes.at(-1).endS + random.whole(1, 30));
}

function replacePods(scene) {
  for (const target of scene.random.some(scene.targets, scene.random.whole(1, 3))) {
    const atS = aTime(scene);
    endPod(scene, target, atS);
    addYoungPod(scene, atS + scene.random.whole(-15, 20));
  }
}

function scaleToZero(scene) {
  const { random } = scene;
  const atS = aTime(scene);
  for (const target of scene.targets.slice()) endPod(scene, target, atS + random.whole(0, 20));
  const backS = atS + 20 + random.whole(10, 400);
  for (let left = random.whole(1, 4); left > 0; left--) addYoungPod(scene, backS + random.whole(0, 10));
}

function autoscale(scene) {
  const { random } = scene;
  const outS = random.whole(60, scene.durationS - 300);
  const extra = Array.from({ length: random.whole(1, 4) }, () => addYoungPod(scene, outS + random.whole(0, 30)));
  for (const target of extra) endPod(scene, target, outS + random.whole(90, 700));
  scene.paths[0].shapes.push({ fromS: outS - 60, toS: outS + 200, times: random.between(1.5, 4) });
}

/** One pod lives for a while and is down for longer each time. */
function crashLoop(scene) {
  const { random } = scene;
  const target = random.pick(scene.targets);
  let atS = aTime(scene);
  let downS = 10;
  for (let left = random.whole(3, 8); left > 0 && atS < scene.durationS; left--) {
    restart(scene, target, atS, downS);
    atS += downS + random.whole(15, 90);
    downS = Math.min(downS * 2, 160);
  }
}

/** A gateway joins: with counters from elsewhere, or just started. */
function join(scene, old) {
  const atS = aTime(scene);
  const life = old ? { startS: atS - scene.random.scaled(1_000, 1_000_000), servesFromS: atS, old } : {};
  const target = addYoungPod(scene, old ? life.startS : atS, life);
  target.fromS = atS - (old ? scene.random.whole(0, 10) : 0);
  return target;
}

function burstOnYoung(scene) {
  const { random } = scene;
  const process = join(scene, false).processes[0];
  const fromS = process.servesFromS + random.whole(0, 120);
  scene.paths[0].background = 0;
  failFor(scene, fromS, fromS + random.whole(20, 120), random.chance(0.5) ? [process] : null);
}

/** Two processes behind one address from some time on, often for a while only. */
function mix(scene) {
  const { random } = scene;
  const fromS = aTime(scene);
  const untilS = random.chance(0.5) ? fromS + random.whole(60, 400) : Infinity;
  const old = random.chance(0.7);
  const startS = old ? fromS - random.scaled(1_000, 1_000_000) : fromS;
  const second = addProcess(scene, { startS, old, answersFromS: fromS, servesFromS: fromS + 1 });
  random.pick(scene.targets).processes.push(second);
  if (untilS < scene.durationS) endProcess(scene, second, untilS);
  scene.lies.push({ path: null, fromS, toS: Math.min(untilS, scene.durationS) });
}

/** A storm of requests that all fail on one process, after its last page was read: nobody can know. */
function failUnseen(scene) {
  const { random, paths } = scene;
  const target = random.pick(scene.targets);
  const scrapeS = scene.scrapeMs / 1000;
  const pageS = scrapeS * Math.floor(aTime(scene) / scrapeS) + Math.floor(target.phaseMs / 1000) + 1;
  const endS = pageS + scrapeS - 1;
  restart(scene, target, endS);
  const [process] = target.processes;
  process.servesToS = endS;
  for (const path of paths) {
    path.incidents.push({ fromS: pageS, toS: endS, share: 1, processes: [process] });
    path.shapes.push({ fromS: pageS, toS: endS, times: random.between(2, 6) });
  }
}

/** Busy base paths with one undisturbed outage each, by which detection is timed. */
function failSteadily({ random, paths, durationS }) {
  for (const path of paths) {
    path.rate = Math.max(path.rate, 3);
    path.shapes = [];
    const fromS = random.whole(380, durationS - 150);
    path.incidents = [{ fromS, toS: fromS + random.whole(90, 300), share: 1 }];
  }
}

const LIFE_FAULTS = [
  { name: 'calm', about: 'nothing but traffic, incidents and outages', ordinary: true, happen: () => {} },
  { name: 'steady-outage', about: 'one total outage of steady traffic', ordinary: true, happen: failSteadily },
  { name: 'restart', about: 'processes restart in place', happen: restartSome },
  { name: 'restart-after-burst', about: 'failures just before one or all processes restart', happen: burstThenRestart },
  { name: 'pod-replaced', about: 'a pod gives way to one of another name and address', happen: replacePods },
  { name: 'loss-after-burst', about: 'failures just before a pod dies or is replaced', happen: burstThenLoss },
  { name: 'fails-unseen', about: 'a process fails only between its last page and its end', happen: failUnseen },
  { name: 'replica-dies', about: 'a replica dies, others take over', happen: (scene) => die(scene, aTime(scene)) },
  { name: 'rolling-deploy', about: 'all pods are replaced', ordinary: true, happen: (s) => roll(s, aTime(s)) },
  { name: 'scale-to-zero', about: 'all pods end, some come back', happen: scaleToZero },
  { name: 'autoscaling', about: 'pods come for a while and go', ordinary: true, happen: autoscale },
  { name: 'crash-loop', about: 'one pod restarts again and again', ordinary: true, happen: crashLoop },
  { name: 'young-old-gateway', about: 'a gateway joins with counters from elsewhere', happen: (s) => join(s, true) },
  { name: 'young-gateway', about: 'a gateway joins that has just started', happen: (s) => join(s, false) },
  { name: 'young-burst', about: 'first failures on a pod younger than the window', happen: burstOnYoung },
  { name: 'mixed-instances', about: 'two processes answer in turn at one address', happen: mix },
];

const SLOW_FAULTS = [30, 60].flatMap((seconds) => [
  {
    name: `calm-${seconds}s`,
    about: `a burst at scrapes of ${seconds} s`,
    settings: { scrapeMs: seconds * 1000 },
    happen: (scene) => {
      const fromS = aTime(scene);
      failFor(scene, fromS, fromS + scene.random.whole(30, 150));
    },
  },
  {
    name: `rolling-deploy-${seconds}s`,
    about: `all pods are replaced at scrapes of ${seconds} s`,
    settings: { scrapeMs: seconds * 1000 },
    happen: (scene) => roll(scene, aTime(scene)),
  },
]);

const SCRAPE_FAULTS = [
  {
    name: 'scraped-restart',
    about: 'restarts, with the gateways scraped by Heartbeat itself',
    settings: { style: 'scrape' },
    happen: restartSome,
  },
  {
    name: 'scraped-deploy',
    about: 'a rolling deploy, with the gateways scraped by Heartbeat itself',
    settings: { style: 'scrape' },
    happen: (scene) => roll(scene, aTime(scene)),
  },
];

export const FAULTS = [...LIFE_FAULTS, ...SLOW_FAULTS, ...PAGE_FAULTS, ...WATCH_FAULTS, ...SCRAPE_FAULTS];
