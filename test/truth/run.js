import { BEGIN_MS, eventsOf, tell } from './delivery.js';
import { noteDetection, steadyOutages } from './detection.js';
import { createOracle, freshMs } from './oracle.js';
import { plainWay } from './plain-way.js';
import { playedScene } from './played-scene.js';
import { WINDOW_S } from './scene.js';
import { count, NO_COUNTS } from './verdict-counts.js';

/** One run of a fault kind: what the subject said, what the plain way said beside it, both counted by grade. */
export function run(kindName, seed, createSubject, watch = null) {
  const scene = playedScene(kindName, seed);
  const { fleet } = scene;
  const events = eventsOf(scene, fleet);
  scene.events = events;
  // What Heartbeat itself did not ask for, as it was paused, no gateway kept for it.
  const asked = scene.style === 'scrape' ? events.filter(({ atMs }) => !pausedAt(scene, atMs)) : events;
  const oracle = createOracle(scene, fleet, asked);
  const context = contextOf(scene, fleet);
  const outages = steadyOutages(scene);
  const subject = { feed: new Feed(scene, asked, () => createSubject(context)), counts: { ...NO_COUNTS } };
  // Prometheus and Kiali neither restart nor pause because Heartbeat does.
  const beside = { feed: new Feed(scene, events, () => plainWay(context)), counts: { ...NO_COUNTS } };
  const see = (seen) => {
    noteDetection(outages, seen.path, seen.nowS, seen.said);
    watch?.(seen);
  };
  const [beginS, everyS] = [Math.floor(scene.beginS / 15) * 15, scene.everyMs / 1000];
  for (let nowS = beginS; nowS <= scene.durationS; nowS += everyS) {
    beside.feed.goTo(nowS);
    if (pausedAt(scene, nowS * 1000)) continue;
    if (scene.restart?.atS === nowS) subject.feed.begin(nowS, scene.restart.replay);
    subject.feed.goTo(nowS);
    if (nowS < 0) continue;
    for (const judged of [subject, beside])
      judgeAll({ scene, oracle, judged, watch: judged === subject ? see : null }, nowS);
  }
  return {
    kind: kindName,
    seed,
    ...subject.counts,
    detections: outages.map(({ detectedS }) => detectedS),
    plain: beside.counts,
  };
}

const pausedAt = ({ pauses }, atMs) => pauses.some(({ fromS, toS }) => fromS * 1000 <= atMs && atMs < toS * 1000);

function contextOf(scene, fleet) {
  const { scrapeMs, pollEveryMs, lagMs, style, paths, targets, pastS } = scene;
  const sources = [...new Set(targets.map(({ source }) => source))];
  const indexOf = new Map(paths.map(({ name }, index) => [name, index]));
  const inSecond = (sums, second) => sums[second + pastS + 1] - sums[second + pastS];
  const truth = {
    requestsOf: (basePath, second) => inSecond(fleet.totals[indexOf.get(basePath)].requests, second),
    failuresOf: (basePath, second) => inSecond(fleet.totals[indexOf.get(basePath)].failures, second),
  };
  return { basePaths: paths.map(({ name }) => name), sources, scrapeMs, pollEveryMs, lagMs, style, truth };
}

/** Gives a subject its events when their time has come: at polls, or at once. */
class Feed {
  #scene;
  #events;
  #create;
  #next = 0;
  subject;
  newestPageMs = -Infinity;

  constructor(scene, events, create) {
    this.#scene = scene;
    this.#events = events;
    this.#create = create;
    this.begin(scene.beginS, false);
  }

  /** A subject that knows nothing, or is told at once what the window and one scrape before it had. */
  begin(nowS, replay) {
    const pastMs = replay ? WINDOW_S * 1000 + this.#scene.scrapeMs : 0;
    const fromMs = nowS * 1000 - pastMs - this.#scene.lagMs;
    this.subject = this.#create();
    this.newestPageMs = -Infinity;
    this.#next = this.#events.findIndex(({ atMs }) => atMs >= fromMs);
    if (this.#next < 0) this.#next = this.#events.length;
    if (replay) this.#poll(nowS * 1000);
  }

  goTo(nowS) {
    const { style, pollEveryMs, scrapeMs } = this.#scene;
    const roundMs = style === 'scrape' ? scrapeMs : pollEveryMs;
    if (style === 'scrape') this.#tellUntil(nowS * 1000);
    if ((nowS * 1000) % roundMs === 0 || this.#isLate(nowS * 1000)) this.#poll(nowS * 1000);
  }

  /** After a pause the next poll does not wait for its turn. */
  #isLate = (nowMs) => this.#scene.pauses.some(({ toS }) => toS * 1000 === nowMs);

  #poll(nowMs) {
    this.#tellUntil(nowMs - this.#scene.lagMs);
    this.subject.polled(BEGIN_MS + nowMs);
  }

  #tellUntil(untilMs) {
    for (; this.#next < this.#events.length && this.#events[this.#next].atMs <= untilMs; this.#next++) {
      const event = this.#events[this.#next];
      if (event.type === 'page') this.newestPageMs = event.atMs;
      tell(this.subject, event);
    }
  }
}

function judgeAll({ scene, oracle, judged, watch }, nowS) {
  const isFresh = nowS * 1000 - judged.feed.newestPageMs <= freshMs(scene);
  const ownS = scene.restart?.atS ?? scene.pauses[0]?.toS ?? Infinity;
  const isOwnFault = nowS >= ownS && nowS <= ownS + oracle.delayS + WINDOW_S;
  scene.paths.forEach(({ name }, path) => {
    const said = judged.feed.subject.judge(name, BEGIN_MS + nowS * 1000);
    const knowable = isFresh && oracle.couldBeKnown(path, nowS);
    const grade = said.status === 'UNKNOWN' ? 'unknown' : oracle.gradeOf(path, nowS, said.status);
    count(judged.counts, { said, grade, knowable, isFresh, isOwnFault, isCertain: oracle.isCertain(said) });
    watch?.({ scene, oracle, path, nowS, said, grade, missed: knowable && grade === 'unknown' });
  });
}
