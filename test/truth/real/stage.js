// The stage of a run: fleets of gateways, monitoring systems that scrape them, and Heartbeats that watch both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../faults.js';
import { playedScene } from '../played-scene.js';
import { randomOf } from '../random.js';
import { DIALECT_NAMES } from './gateway-dialects.js';
import { GatewayPages } from './gateway-pages.js';
import { Lane } from './lane.js';
import { MONITORING_FAULTS } from './monitoring-faults.js';
import { copyOf, startMonitoring } from './monitoring.js';
import { StageClock } from './stage-clock.js';

/** Scraping begins so long before the run: the window, and what is permitted. */
const BEFORE_S = 360;
const WINDOW_MS = 300_000;
const BUCKET_MS = 10_000;
const STALE_AFTER_MS = 90_000;
const GONE_AFTER_MS = 900_000;
/** Sources that one Heartbeat takes. */
const MOST_SOURCES = 50;
/** A process of Node takes some seconds to start. */
const STARTS_WITHIN_MS = 12_000;

/** Scenes of monitoring faults are of these kinds, by the seed. */
const SCENES_BENEATH = ['calm', 'steady-outage', 'restart', 'rolling-deploy'];

export class Stage {
  lanes = [];
  #monitorings = [];
  #doors = [];
  #actions = [];

  constructor({ scale, sceneSettings, clockSettings = {} }) {
    this.scale = scale;
    this.sceneSettings = sceneSettings;
    this.folder = mkdtempSync(join(tmpdir(), 'heartbeat-truth-'));
    this.clock = new StageClock(Date.now() + (BEFORE_S * 1000) / scale + STARTS_WITHIN_MS, scale);
    this.pages = new GatewayPages(this.clock);
    this.windowMs = WINDOW_MS / scale;
    const inRun = (sceneMs) => this.clock.duration(sceneMs);
    this.settings = {
      window: { length: inRun(WINDOW_MS), bucket: inRun(BUCKET_MS) },
      evaluation: { every: inRun(sceneSettings.everyMs ?? 5_000), staleAfter: inRun(STALE_AFTER_MS) },
      ...clockSettings,
    };
  }

  /** Plays a fleet; its base paths are below its own name. */
  #fleet(kindName, seed, name = `${kindName}-${seed}`, more = {}) {
    const scene = playedScene(kindName, seed, { ...this.sceneSettings, root: `/${name}`, ...more });
    // What nobody scraped is no page that fails: it is a matter of the monitoring systems.
    for (const mute of scene.mutes) mute.how = 'silent';
    if (scene.restart) scene.restart.replay = true;
    const dialect = DIALECT_NAMES[randomOf(name).whole(0, DIALECT_NAMES.length - 1)];
    return { name, kind: kindName, seed, scene, dialect };
  }

  /** Sets the stage, and starts everything. `kinds` are names of faults, `lanes` those of who watches. */
  async set({ kinds, seeds, laneNames }) {
    const fleets = FAULTS.filter(({ name }) => kinds.includes(name)).flatMap(({ name }) =>
      seeds.map((seed) => this.#fleet(name, seed)),
    );
    const special = MONITORING_FAULTS.filter(({ name }) => kinds.includes(name)).map((fault) => ({
      fault,
      fleets: seeds.map((seed) => ({
        ...this.#fleet(SCENES_BENEATH[seed % SCENES_BENEATH.length], seed, `${fault.name}-${seed}`, extraOf(fault)),
        kind: fault.name,
        sees: fault.sees,
      })),
    }));
    for (const fleet of [...fleets, ...special.flatMap((each) => each.fleets)]) this.pages.add(fleet);
    await this.pages.listen();
    await Promise.all([this.#setLanes(fleets, laneNames), ...special.map((each) => this.#setSpecial(each))]);
  }

  async #monitoring(kind, scraper, fleets, copies) {
    const { pages, clock, folder } = this;
    const monitoring = await startMonitoring({ kind, scraper, fleets, pages, clock, folder, copies });
    this.#monitorings.push(monitoring);
    return monitoring;
  }

  async #setLanes(fleets, laneNames) {
    const watched = fleets.filter(({ scene }) => scene.style === 'raccoon');
    for (const laneName of laneNames.filter((name) => name !== 'gateway-scrape')) {
      const { url } = await this.#monitoring(laneName, laneName, fleets);
      const lane = { name: laneName, scrapers: [laneName], plainUrl: url, stage: this };
      const sourcesOf = (fleet) => [this.#raccoon(fleet, url)];
      this.#addLanes({ ...lane, sourcesOf }, watched, laneName === laneNames[0]);
    }
    if (!laneNames.includes('gateway-scrape')) return;
    const scraped = { name: 'gateway-scrape', scrapers: ['gateway-scrape'], stage: this };
    const watches = { lagMs: 0, beginS: -BEFORE_S };
    const plainUrl = this.#monitorings.find(({ scraper }) => scraper === laneNames[0])?.url;
    const sourcesOf = (fleet) => [this.#gatewayScrape(fleet)];
    const own = fleets.filter(({ scene }) => scene.style === 'scrape' || !isOfOneHeartbeat(scene));
    this.#addLanes({ ...scraped, watches, plainUrl, sourcesOf }, own, true);
  }

  /** As few Heartbeats as there can be for all fleets, and one for each in which Heartbeat itself is struck, where `withOwn` says so. */
  #addLanes(lane, fleets, withOwn) {
    const together = fleets.filter(({ scene }) => !isOfOneHeartbeat(scene));
    for (let first = 0; first < together.length; first += MOST_SOURCES)
      this.lanes.push(new Lane({ ...lane, fleets: together.slice(first, first + MOST_SOURCES) }));
    if (!withOwn) return;
    for (const fleet of fleets.filter(({ scene }) => isOfOneHeartbeat(scene))) {
      const own = new Lane({ ...lane, fleets: [fleet] });
      this.lanes.push(own);
      const { restart, pauses } = fleet.scene;
      if (restart) this.#actions.push({ atS: restart.atS, act: () => own.restart() });
      for (const { fromS, toS } of pauses)
        this.#actions.push({ atS: fromS, act: own.pause }, { atS: toS, act: own.resume });
    }
  }

  async #setSpecial({ fault, fleets }) {
    const random = randomOf(`${fault.name}/${fleets.map(({ seed }) => seed)}`);
    const { clock, pages } = this;
    const servers = [];
    for (const scraper of fault.scrapers)
      servers.push(await this.#monitoring('prometheus', scraper, fleets, fault.copies));
    const urls = servers.map(({ url }) => url);
    const door = fault.door ? await fault.door(urls, { random, clock }) : undefined;
    if (door) this.#doors.push(door);
    const asked = door ? [door.url] : urls;
    const sourcesOf = (fleet) => asked.map((url, index) => this.#raccoon(fleet, url, index));
    const scrapers = fault.scrapers.flatMap((each) => (fault.copies ?? [{}]).map((_, copy) => copyOf(each, copy)));
    this.lanes.push(new Lane({ name: 'prometheus', fleets, sourcesOf, scrapers, plainUrl: asked[0], stage: this }));
    const stage = { random, durationS: Math.min(...fleets.map(({ scene }) => scene.durationS)) };
    const actions = fault.actions(stage, servers, pages);
    this.#actions.push(...actions);
    // What stands before the servers is there from the beginning.
    const fromS = door ? 0 : Math.min(...actions.map(({ atS }) => atS));
    for (const { scene } of fleets) scene.faultsAtS.push(fromS);
  }

  #raccoon({ name, dialect, scene }, url, index = 0) {
    const inRun = (sceneMs) => this.clock.duration(sceneMs);
    return {
      kind: 'raccoon',
      name: `${name}-${index}`,
      url,
      dialect,
      matchers: { fleet: name },
      pollEvery: inRun(scene.pollEveryMs),
      lag: inRun(scene.lagMs || 5_000),
      goneAfter: inRun(GONE_AFTER_MS),
      replicaLabels: ['prometheus_replica'],
    };
  }

  #gatewayScrape({ name, dialect, scene }) {
    return {
      kind: 'gateway-scrape',
      name,
      urls: [`http://${name}.fleet:${this.pages.port}/metrics/gateway-scrape`],
      dialect,
      scrapeEvery: this.clock.duration(scene.scrapeMs),
      goneAfter: this.clock.duration(GONE_AFTER_MS),
    };
  }

  /** Starts the Heartbeats when their time has come: those that scrape at once, so that they have seen a window. */
  async startHeartbeats() {
    const [now, later] = [[], []];
    for (const lane of this.lanes) (lane.name === 'gateway-scrape' ? now : later).push(lane);
    await Promise.all(now.map((lane) => lane.start()));
    await this.clock.until(-STARTS_WITHIN_MS * this.scale);
    // Two at a time: dozens of processes that start at once take longer than they may.
    for (let first = 0; first < later.length; first += 2)
      await Promise.all(later.slice(first, first + 2).map((lane) => lane.start()));
  }

  /** Does what happens to servers when its time has come; resolves when all has happened. */
  async act(onFailure) {
    await Promise.all(
      this.#actions.map(async ({ atS, act }) => {
        await this.clock.until(atS * 1000);
        await Promise.resolve(act()).catch(onFailure);
      }),
    );
  }

  async end() {
    await Promise.all(this.lanes.map((lane) => lane.stop()));
    await Promise.all(this.#monitorings.map(({ server }) => server.stop()));
    for (const door of this.#doors) door.close();
    this.pages.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const extraOf = ({ extraDelayMs = 0 }) => ({ extraDelayMs });

/** Whether Heartbeat itself is struck, which others must not be by the same. */
const isOfOneHeartbeat = ({ restart, pauses }) => restart !== null || pauses.length > 0;
