// The oracle knows the true counts and when pages reached Heartbeat, and nothing of how Heartbeat judges.
//
// Windows are 300 s long and end at whole seconds. The verdict of a window is that of DESIGN §3 on its true totals:
// fewer than 10 requests UNKNOWN, else UP if (requests − failures) × 10 000 ≥ requests × 9 000, else DOWN.
//
// An evaluation at `now` that says UP or DOWN is
//   right    if some window that ends in [now − permitted delay, now] truly has that verdict. The permitted delay is two
//            scrapes + a poll (15 s) + an evaluation (5 s) + the lag, and the age of the answers where the store is behind;
//   near     if it is not right, but would be had up to two more requests taken place, or up to two ended otherwise;
//   outside  if it is neither, but would be had what a process counted between its last page and its end (at most two
//            scrapes apart) ended as beside it: the highest failure ratio of the same base path on the process in the
//            scrape before, and on the others in the scrape before, meanwhile and in the scrape after. That is a process
//            that fails only between its last page and its death, which nobody can know;
//   wrong    otherwise; "certain" besides, where the subject named 50 certain requests or more;
//   stale    besides, where no page that reached the subject is younger than row 2 of §3 allows: 90 s, or two scrapes + lag.
//
// UNKNOWN could be known (`knowable`) if all of these hold, and `missed` where a subject says UNKNOWN then:
//   - all windows that end in [now − permitted delay, now] are UP, or all are DOWN, each with 12 requests or more;
//   - the newest page that reached the subject is fresh, as above;
//   - each process that served in [now − permitted delay − 300 s, now] had, from when it served (or Heartbeat began) to when
//     it ended (or now), no time of more than two scrapes (and 1 s) without a page;
//   - Heartbeat has watched since now − permitted delay − 300 s, or was given the past when it began;
//   - no page of the same time showed what no request had made (a counter that jumped; two processes that answer in turn,
//     which row 3 of §3 makes UNKNOWN). Dips, renamings and series that vanish do not excuse.
import { WINDOW_S } from './scene.js';

const MINIMUM = 10;
const CERTAIN = 50;

/** The verdict of true totals. */
export function verdictOf({ requests, failures }) {
  if (requests < MINIMUM) return 'UNKNOWN';
  return (requests - failures) * 10_000 >= requests * 9_000 ? 'UP' : 'DOWN';
}

const isUp = (requests, failures) => requests >= MINIMUM && (requests - failures) * 10 >= requests * 9;
const isDown = (requests, failures) => requests >= MINIMUM && (requests - failures) * 10 < requests * 9;

/** With two more successes, one success and one failure fewer, or two failures that were successes. */
const nearlyUp = (requests, failures) =>
  isUp(requests + 2, failures) ||
  isUp(requests + 1, Math.max(0, failures - 1)) ||
  isUp(requests, Math.max(0, failures - 2));
const nearlyDown = (requests, failures) =>
  isDown(requests + 2, failures + 2) || isDown(requests, Math.min(requests, failures + 2));

export const permittedDelayS = ({ scrapeMs, pollEveryMs, everyMs, lagMs, extraDelayMs }) =>
  (2 * scrapeMs + pollEveryMs + everyMs + lagMs + extraDelayMs) / 1000;

export const freshMs = ({ scrapeMs, lagMs }) => Math.max(90_000, 2 * scrapeMs + lagMs);

/** What is true in a scene, and what could be known of it by the pages among these events. */
export function createOracle(scene, fleet, events) {
  const delayS = permittedDelayS(scene);
  const truths = fleet.totals.map((totals) => windowsOf(totals, fleet.seconds));
  const lost = lostAtTheEnd(scene, fleet, events);
  const unwatched = unwatchedTimes(scene, fleet, events, delayS);
  const count = (sums, timeS) => sums[timeS + scene.pastS + 1] - sums[timeS + scene.pastS - delayS];

  /** Whether some permitted window has the verdict once the failures that only the dead know are left out. */
  const rightWithoutLost = (path, timeS, status) => {
    if (!lost.some((each) => each.path === path)) return false;
    for (let endS = timeS - delayS; endS <= timeS; endS++) {
      const { requests, failures } = totalsAt(path, endS);
      const left = failures - lostIn(lost, path, endS);
      if (status === 'UP' ? nearlyUp(requests, left) : nearlyDown(requests, left)) return true;
    }
    return false;
  };
  const totalsAt = (path, endS) => {
    const { requests, failures } = fleet.totals[path];
    const [from, to] = [endS - WINDOW_S + scene.pastS, endS + scene.pastS];
    return { requests: requests[to] - requests[from], failures: failures[to] - failures[from] };
  };
  return {
    delayS,
    totalsAt,
    /** What a served UP or DOWN is. */
    gradeOf(path, timeS, status) {
      const { up, down, nearUp, nearDown } = truths[path];
      if (count(status === 'UP' ? up : down, timeS) > 0) return 'right';
      if (count(status === 'UP' ? nearUp : nearDown, timeS) > 0) return 'near';
      return rightWithoutLost(path, timeS, status) ? 'outside' : 'wrong';
    },
    /** Whether the true verdict is one and the same all over the permitted delay, and was watched without a hole. */
    couldBeKnown(path, timeS) {
      if (unwatched[path][timeS] === 1) return false;
      const { surelyUp, surelyDown } = truths[path];
      return count(surelyUp, timeS) === delayS + 1 || count(surelyDown, timeS) === delayS + 1;
    },
    isCertain: ({ requests }) => requests >= CERTAIN,
  };
}

/** For each kind of window, how many that end before a second are of it. */
function windowsOf({ requests, failures }, seconds) {
  const sums = {};
  for (const name of ['up', 'down', 'nearUp', 'nearDown', 'surelyUp', 'surelyDown']) {
    sums[name] = new Int32Array(seconds + 2);
  }
  const { up, down, nearUp, nearDown, surelyUp, surelyDown } = sums;
  for (let to = 0; to <= seconds; to++) {
    const from = Math.max(0, to - WINDOW_S);
    const [r, f] = [requests[to] - requests[from], failures[to] - failures[from]];
    const [truly, not] = [isUp(r, f), isDown(r, f)];
    up[to + 1] = up[to] + truly;
    down[to + 1] = down[to] + not;
    nearUp[to + 1] = nearUp[to] + nearlyUp(r, f);
    nearDown[to + 1] = nearDown[to] + nearlyDown(r, f);
    surelyUp[to + 1] = surelyUp[to] + (truly && r >= MINIMUM + 2);
    surelyDown[to + 1] = surelyDown[to] + (not && r >= MINIMUM + 2);
  }
  return sums;
}

/** Page times per process, s. */
function pagesOf(scene, events) {
  const pages = scene.processes.map(() => []);
  for (const { process, atMs } of events) if (process) pages[process.index].push(atMs / 1000);
  return pages;
}

/** Failures of the last moments of a process beyond those seen beside it, by base path. */
function lostAtTheEnd(scene, fleet, events) {
  const pages = pagesOf(scene, events);
  const scrapeS = scene.scrapeMs / 1000;
  const lost = [];
  for (const process of scene.processes) {
    const { endS, index, servesFromS } = process;
    const lastS = Math.floor(pages[index].at(-1) ?? servesFromS);
    if (endS >= scene.durationS || endS - lastS > 2 * scrapeS + 1) continue;
    scene.paths.forEach((_, path) => {
      const dying = fleet.servedBy(process, path, lastS, endS);
      const beside = [fleet.servedBy(process, path, lastS - scrapeS, lastS)];
      const times = [
        [lastS - scrapeS, lastS],
        [lastS, endS],
        [endS, endS + scrapeS],
      ];
      const others = scene.processes.filter((other) => other !== process);
      for (const [fromS, toS] of times) beside.push(...others.map((one) => fleet.servedBy(one, path, fromS, toS)));
      const ratio = Math.max(...beside.map(({ requests, failures }) => (requests > 0 ? failures / requests : 0)));
      const failures = dying.failures - Math.ceil(dying.requests * ratio);
      if (failures > 0) lost.push({ path, fromS: lastS, toS: endS, failures });
    });
  }
  return lost;
}

function lostIn(lost, path, endS) {
  let failures = 0;
  for (const each of lost) {
    if (each.path === path && each.toS > endS - WINDOW_S && each.fromS < endS) failures += each.failures;
  }
  return failures;
}

/** Per base path and second of the run, 1 where something that served was not watched. */
function unwatchedTimes(scene, fleet, events, delayS) {
  const marks = scene.paths.map(() => new Uint8Array(scene.durationS + 1));
  const reachS = delayS + WINDOW_S;
  const mark = (path, fromS, toS) => {
    const [from, to] = [Math.max(0, Math.ceil(fromS)), Math.min(scene.durationS, Math.floor(toS)) + 1];
    for (const each of path === null ? marks : [marks[path]]) if (from < to) each.fill(1, from, to);
  };
  const longestS = (2 * scene.scrapeMs) / 1000;
  pagesOf(scene, events).forEach((pages, index) => {
    const { servesFromS, endS, servesToS } = scene.processes[index];
    const beginS = Math.max(servesFromS, scene.beginS);
    let lastS = beginS;
    for (const pageS of [...pages.filter((each) => each > beginS), Math.min(endS, servesToS, scene.durationS)]) {
      if (pageS - lastS > longestS + 1) mark(null, lastS + longestS, pageS + reachS);
      lastS = pageS;
    }
  });
  for (const { path, fromS, toS } of scene.lies) mark(path, fromS, toS + reachS);
  // A start without the past: of Heartbeat at the beginning of the run, and of one that takes its place.
  mark(null, scene.beginS, scene.beginS + reachS - 1);
  if (scene.restart && !scene.restart.replay) mark(null, scene.restart.atS, scene.restart.atS + reachS - 1);
  return marks;
}
