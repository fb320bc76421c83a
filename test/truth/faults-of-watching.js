// Faults of those who watch: scrapes that fail, sources that fall silent, a Heartbeat that restarts or pauses.
import { addOldPod, aTime, failFor } from './scene.js';

/** Scrapes of some targets fail for a time, or till the end; half of the time requests fail meanwhile, or theirs alone. */
function mute(scene, targets, more) {
  const { random } = scene;
  scene.mutes.push({ targets, how: 'silent', ...more });
  if (random.chance(0.5)) {
    const fromS = random.whole(more.fromS - 60, Math.min(more.toS, scene.durationS) - 30);
    const theirs = targets && random.chance(0.5) ? targets.flatMap(({ processes }) => processes) : null;
    failFor(scene, fromS, fromS + random.whole(20, 200), theirs);
  }
}

function muteOne(scene, lengthS) {
  const fromS = aTime(scene);
  mute(scene, [scene.random.pick(scene.targets)], { fromS, toS: fromS + lengthS });
}

function muteAll(scene) {
  const fromS = aTime(scene);
  mute(scene, null, { fromS, toS: fromS + 180, how: scene.random.pick(['silent', 'lost']) });
}

function muteHalf(scene) {
  const { random } = scene;
  const fromS = aTime(scene);
  mute(scene, null, { fromS, toS: fromS + random.whole(180, 900), share: 0.5, how: random.pick(['silent', 'lost']) });
}

/** Two clusters behind one name; one of them is seen no more, but serves on. */
function loseCluster(scene, { sharesAddresses }) {
  const first = scene.targets.slice();
  first.forEach((target) => (target.instance = `a/${target.instance}`));
  const second = first.map((target, index) => {
    const more = { instance: `b/gateway-${index + 1}` };
    return addOldPod(scene, sharesAddresses ? { ...more, address: target.address } : more);
  });
  const fromS = aTime(scene);
  const toS = scene.random.chance(0.5) ? fromS + scene.random.whole(200, 600) : Infinity;
  mute(scene, second, { fromS, toS, how: scene.random.pick(['silent', 'lost']) });
}

/** Two monitoring systems, each of its own gateways; one of them falls silent, and its gateways serve on. */
function loseSource(scene) {
  const { random } = scene;
  const silent = random.some(scene.targets, random.whole(1, 2));
  for (const target of silent) target.source = 'silent';
  const fromS = aTime(scene);
  const toS = random.chance(0.5) ? fromS + random.whole(120, 700) : Infinity;
  mute(scene, silent, { fromS, toS, how: 'lost' });
  if (random.chance(0.5)) return;
  // Its gateways alone fail, from before it falls silent to long after.
  const theirs = silent.flatMap(({ processes }) => processes);
  failFor(scene, fromS - random.whole(60, 400), fromS + random.whole(60, 900), theirs);
}

function restartHeartbeat(scene, replay) {
  const atS = 15 * Math.floor(aTime(scene) / 15);
  scene.restart = { atS, replay };
  if (scene.random.chance(0.5)) failFor(scene, atS - scene.random.whole(0, 200), atS + scene.random.whole(10, 60));
}

function pauseHeartbeat(scene) {
  const fromS = 5 * Math.floor(aTime(scene) / 5);
  scene.pauses.push({ fromS, toS: fromS + 120 });
  if (scene.random.chance(0.5)) failFor(scene, fromS, fromS + scene.random.whole(20, 120));
}

export const WATCH_FAULTS = [
  {
    name: 'unscraped-serving',
    about: 'an instance cannot be scraped, and serves on',
    happen: (scene) => muteOne(scene, scene.random.chance(0.5) ? Infinity : scene.random.whole(300, 600)),
  },
  { name: 'page-outage', about: 'the page of one instance is away for four minutes', happen: (s) => muteOne(s, 240) },
  { name: 'all-scrapes-lost', about: 'nothing is scraped for three minutes', happen: muteAll },
  { name: 'half-of-scrapes-lost', about: 'half of the scrapes fail at random', happen: muteHalf },
  {
    name: 'cluster-silent',
    about: 'one of two clusters is seen no more',
    settings: { instances: 2 },
    happen: (scene) => loseCluster(scene, { sharesAddresses: false }),
  },
  {
    name: 'cluster-silent-same-addresses',
    about: 'the same, where both have the same addresses',
    settings: { instances: 2 },
    happen: (scene) => loseCluster(scene, { sharesAddresses: true }),
  },
  {
    name: 'source-silent',
    about: 'one of two sources falls silent, and its gateways serve on',
    settings: { instances: 4 },
    happen: loseSource,
  },
  {
    name: 'heartbeat-restarted',
    about: 'Heartbeat begins anew, without a past',
    happen: (s) => restartHeartbeat(s, false),
  },
  {
    name: 'heartbeat-replayed',
    about: 'Heartbeat begins anew, with the past',
    happen: (s) => restartHeartbeat(s, true),
  },
  { name: 'heartbeat-paused', about: 'Heartbeat stands still for two minutes', happen: pauseHeartbeat },
  {
    name: 'scraped-paused',
    about: 'the same, with the gateways scraped by Heartbeat itself',
    settings: { style: 'scrape' },
    happen: pauseHeartbeat,
  },
];
