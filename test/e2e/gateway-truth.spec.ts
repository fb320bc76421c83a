import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith, eventually } from '../support/servers/real-process.js';
import { VerdictAuditor } from '../support/verdict-auditor.js';
import {
  BORN,
  BREAKS,
  EVALUATION_MS,
  GatewayScene,
  HANGS,
  HEALTHY,
  IDLE,
  POLL_MS,
  SCRAPE_MS,
  STALE_AFTER_MS,
  WATCHERS,
  WINDOW,
  WINDOW_MS,
  type Watcher,
} from './gateway-scene.js';
import { TimeTable } from './time-table.js';

const BUSY = [HEALTHY, BREAKS, HANGS, BORN];
const FAILING = [BREAKS, HANGS, BORN];
const ON_HAPROXY = [HEALTHY, BREAKS, HANGS, IDLE];
const MONITORED = ['prometheus', 'victoria-metrics'] as const;
const UP = /^UP success-ratio$/;
const STALE = /^UNKNOWN stale-source$/;
const WHOLE_STORY_MS = 1_800_000;
/** A scrape, a poll and an evaluation that have just missed each other, twice the poll. */
const TWO_POLLS_MS = SCRAPE_MS + 2 * POLL_MS + EVALUATION_MS;

describeWith(['haproxy', 'prometheus', 'victoria-metrics'], `truth about a real gateway, window ${WINDOW}`, () => {
  const scene = new GatewayScene();
  const times = new TimeTable();
  const auditor = new VerdictAuditor({
    staleAfterMs: STALE_AFTER_MS,
    allowed: {
      [HEALTHY]: ['UP', 'UNKNOWN'],
      [IDLE]: ['UNKNOWN'],
      ...Object.fromEntries(FAILING.map((path) => [path, ['UP', 'DOWN', 'UNKNOWN']])),
    },
  });

  /** Waits until each of the watchers says `verdict` of each base path, and notes how long after `sinceMs` it did. */
  async function until(
    what: string,
    withinMs: number,
    wanted: { by?: readonly Watcher[]; paths: readonly string[]; verdict: RegExp; sinceMs?: number },
  ): Promise<void> {
    const sinceMs = wanted.sinceMs ?? Date.now();
    const waits = (wanted.by ?? WATCHERS).flatMap((by) =>
      wanted.paths.map(async (path) => {
        const service = scene.services.get(by)!;
        let last = '';
        await eventually(`${what}: ${path} by ${by}`, sinceMs + withinMs - Date.now(), async () => {
          last = await service.verdict(path);
          return wanted.verdict.test(last);
        }).catch((error: unknown) => {
          throw new Error(`${String(error)}; last it said ${last}`, { cause: error });
        });
        times.note(what, by, Date.now() - sinceMs);
      }),
    );
    await Promise.all(waits);
  }

  async function still(by: readonly Watcher[], paths: readonly string[], verdict: RegExp): Promise<void> {
    for (const watcher of by)
      for (const path of paths)
        expect([watcher, path, await scene.services.get(watcher)!.verdict(path)]).toEqual([
          watcher,
          path,
          expect.stringMatching(verdict),
        ]);
  }

  /** A part of the story; what the processes wrote is shown when it fails. */
  function chapter(name: string, story: () => Promise<void>): void {
    it(
      name,
      async () => {
        try {
          await story();
        } catch (error) {
          process.stderr.write(`\n${scene.logs()}\n`);
          throw error;
        }
      },
      WHOLE_STORY_MS,
    );
  }

  beforeAll(async () => {
    await scene.start();
    for (const [name, service] of scene.services) auditor.watch(name, service);
  }, 120_000);

  afterAll(async () => {
    process.stdout.write(`\nwindow ${WINDOW}, staleAfter ${STALE_AFTER_MS / 1_000}s\n${times.markdown()}\n`);
    await auditor.stop();
    await scene.end();
  }, 120_000);

  chapter('says UP of healthy traffic, and no-traffic of an idle API', async () => {
    await until('start of Heartbeat → UP', WINDOW_MS + 60_000, { paths: BUSY, verdict: UP });
    // Its one request, from before the start, is known where the gateway says when it began.
    await until('idle → no-traffic', WINDOW_MS + 30_000, { paths: [IDLE], verdict: /^UNKNOWN no-traffic$/ });
  });

  chapter('says DOWN within 75 s of the first failure, also where the series of the failures is new', async () => {
    scene.fail(true);
    await until('first failure → DOWN', 75_000, { paths: FAILING, verdict: /^DOWN success-ratio$/ });
    await still(WATCHERS, [HEALTHY], UP);
  });

  chapter('says UP again once the failures have left the window', async () => {
    scene.fail(false);
    await until('end of the failures → UP', WINDOW_MS + 60_000, { paths: FAILING, verdict: UP });
  });

  chapter('says stale-source while the monitoring is gone, and is right within two polls of its return', async () => {
    const servers = MONITORED.map((name) => scene.monitoring[name]);
    const sinceMs = Date.now();
    await Promise.all(servers.map((server) => server.process.stop()));
    const gone = { by: MONITORED, paths: [...BUSY, IDLE], verdict: STALE, sinceMs };
    await until('monitoring stopped → stale-source', STALE_AFTER_MS + 10_000, gone);
    await still(['gateway-scrape'], BUSY, UP);
    await Promise.all(servers.map((server) => server.process.start(server.ready)));
    // VictoriaMetrics begins to scrape, and shows what it scraped, up to 15 s after it answers again.
    await Promise.all([
      until('monitoring back → UP', TWO_POLLS_MS, { by: ['prometheus'], paths: BUSY, verdict: UP }),
      until('monitoring back → UP', TWO_POLLS_MS + 15_000, { by: ['victoria-metrics'], paths: BUSY, verdict: UP }),
    ]);
  });

  chapter('says stale-source while the monitoring takes questions and never answers', async () => {
    const servers = MONITORED.map((name) => scene.monitoring[name]);
    const sinceMs = Date.now();
    const silent = { by: MONITORED, paths: [...BUSY, IDLE], verdict: STALE, sinceMs };
    for (const server of servers) server.process.signal('SIGSTOP');
    try {
      await until('monitoring hangs → stale-source', STALE_AFTER_MS + 10_000, silent);
    } finally {
      for (const server of servers) server.process.signal('SIGCONT');
    }
    await until('monitoring wakes up → UP', TWO_POLLS_MS + 15_000, { by: MONITORED, paths: BUSY, verdict: UP });
  });

  chapter('says stale-source when scraping stands still while the monitoring still answers', async () => {
    // Else Prometheus marks the series stale, and its answers are empty instead of old.
    scene.exporter.stamped = true;
    await sleep(3 * SCRAPE_MS);
    await still(MONITORED, BUSY, UP);
    const sinceMs = Date.now();
    await scene.frozen(async () => {
      const frozen = { by: MONITORED, paths: [...BUSY, IDLE], verdict: STALE, sinceMs };
      await until('scraping frozen → stale-source', STALE_AFTER_MS + 10_000, frozen);
      for (const by of MONITORED) {
        expect(await scene.monitoring[by].series('kong_http_requests_total')).toBeGreaterThan(0);
        const { evidence } = (await scene.services.get(by)!.details(BORN))!;
        expect(evidence.find(({ source }) => source === 'kong')!.problem).toMatch(/^data-frozen: /);
      }
    });
    await until('scraping again → UP', 60_000, { by: MONITORED, paths: BUSY, verdict: UP });
  });

  chapter('is right after one poll when it is started again, were it killed', async () => {
    const ends = { prometheus: 'SIGKILL', 'victoria-metrics': 'SIGTERM' } as const;
    const restarts = MONITORED.map((by) =>
      auditor.excuse(by, async () => {
        const service = scene.services.get(by)!;
        await service.process.stop(ends[by]);
        const sinceMs = Date.now();
        await service.ready();
        times.note('start of Heartbeat again → ready', by, Date.now() - sinceMs);
        await until('ready again → UP', POLL_MS, { by: [by], paths: BUSY, verdict: UP });
      }),
    );
    await Promise.all(restarts);
  });

  chapter('says stale-source of a gateway that nobody can scrape, and UP of the other one', async () => {
    const sinceMs = Date.now();
    await scene.gateway.process.stop();
    const gone = { paths: ON_HAPROXY, verdict: /^UNKNOWN (?:stale|partial)-source$/, sinceMs };
    await until('gateway gone → UNKNOWN', STALE_AFTER_MS + 10_000, gone);
    await still(WATCHERS, [BORN], UP);
  });

  it('never said UP or DOWN without the numbers for it, and never was without an answer', () => {
    expect(auditor.breaches).toEqual([]);
    expect(auditor.looks).toBeGreaterThan(1_000);
  });
});
