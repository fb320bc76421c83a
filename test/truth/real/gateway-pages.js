import { once } from 'node:events';
import { createServer } from 'node:http';
import { pageOf } from '../delivery.js';
import { pageText } from './gateway-dialects.js';

const WAYS_TO_FAIL = ['refuse', 'error', 'cut'];

/**
 * The gateways of all fleets, one loopback address each, behind one port; who scrapes is told by the path, so that it is
 * known which pages reached whom.
 *   /metrics/SCRAPER            the page of the gateway at this address
 *   /discovery/SCRAPER/FLEET    the targets of a fleet now, as Prometheus' HTTP service discovery reads them
 *   /addresses/FLEET            their addresses, for names
 */
export class GatewayPages {
  #fleets = new Map();
  /** By loopback address, the fleet and its targets there: one process after another, under one name after another. */
  #sites = new Map();
  #turns = new Map();
  #server;
  #clock;
  /** Scrapers that get no pages now. */
  silenced = new Set();

  constructor(clock) {
    this.#clock = clock;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Adds the gateways of a scene. */
  add(fleet) {
    const number = this.#fleets.size + 1;
    const addresses = new Map();
    this.#fleets.set(fleet.name, { ...fleet, addresses, events: new Map() });
    for (const target of fleet.scene.targets) {
      if (!addresses.has(target.processes)) {
        addresses.set(target.processes, `127.${20 + (number >> 8)}.${number & 255}.${addresses.size + 1}`);
      }
      const address = addresses.get(target.processes);
      const site = this.#sites.get(address) ?? { fleet: this.#fleets.get(fleet.name), targets: [] };
      site.targets.push(target);
      this.#sites.set(address, site);
    }
  }

  async listen() {
    this.#server.listen(0, '0.0.0.0');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Pages that some scrapers got of a fleet, in order of time, as the oracle wants them. */
  events(fleetName, scrapers) {
    const { events } = this.#fleets.get(fleetName);
    return scrapers.flatMap((scraper) => events.get(scraper) ?? []).toSorted((a, b) => a.atMs - b.atMs);
  }

  #answer(request, response) {
    const [, what, who, fleetName] = request.url.split('/');
    const answers = {
      metrics: () => this.#page(who, request, response),
      discovery: () => response.setHeader('content-type', 'application/json').end(this.#discovered(who, fleetName)),
      addresses: () => response.setHeader('content-type', 'application/json').end(this.#addresses(who)),
    };
    if (answers[what]) answers[what]();
    else response.writeHead(404).end();
  }

  /** Targets of a fleet that are in the discovery now. */
  #present(fleetName) {
    const nowS = this.#clock.sceneMs() / 1000;
    const { scene, addresses } = this.#fleets.get(fleetName);
    const present = scene.targets.filter(({ fromS, goneS }) => fromS <= nowS && nowS < goneS);
    return present.map((target) => ({ target, address: addresses.get(target.processes) }));
  }

  #discovered(scraper, fleetName) {
    const { scene, sees } = this.#fleets.get(fleetName);
    const isSeen = ({ target }) => sees?.(scraper, scene.targets.indexOf(target)) ?? true;
    const present = this.#present(fleetName).filter(isSeen);
    const groups = present.map(({ target, address }) => ({
      targets: [`${address}:${this.port}`],
      labels: { instance: target.address, pod: target.instance, fleet: fleetName },
    }));
    return JSON.stringify(groups);
  }

  #addresses(fleetName) {
    return JSON.stringify([...new Set(this.#present(fleetName).map(({ address }) => address))]);
  }

  #page(scraper, request, response) {
    const address = request.socket.localAddress;
    const atMs = this.#clock.sceneMs();
    const { fleet, targets } = this.#sites.get(address);
    const target = targets.findLast(({ fromS }) => fromS * 1000 <= atMs) ?? targets[0];
    const isSilent = this.silenced.has(scraper) || isMuted(fleet.scene, target, atMs);
    const asked = this.#asked(scraper, address, atMs);
    const page = isSilent ? null : pageOf(fleet.scene, fleet.scene.fleet, target, asked);
    if (!page) return fail(fleet.scene.random.pick(WAYS_TO_FAIL), response);
    const { process, counters } = page;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(pageText(fleet.dialect, { counters, process, facts: fleet.scene.facts, clock: this.#clock }));
    const events = fleet.events.get(scraper) ?? [];
    fleet.events.set(scraper, events);
    events.push({ type: 'page', atMs, process });
  }

  /** Whose turn it is where two processes answer at one address; it does not always change. */
  #asked(scraper, address, atMs) {
    const key = `${scraper} ${address}`;
    const turn = (this.#turns.get(key) ?? 0) + (Math.random() < 0.9 ? 1 : 0);
    this.#turns.set(key, turn);
    return { atMs, turn };
  }
}

function isMuted({ mutes, random }, target, atMs) {
  return mutes.some(
    ({ targets, fromS, toS, share }) =>
      fromS * 1000 <= atMs && atMs < toS * 1000 && (!targets || targets.includes(target)) && random.chance(share ?? 1),
  );
}

function fail(way, response) {
  if (way === 'error') response.writeHead(503).end('not now');
  else if (way === 'refuse') response.socket.destroy();
  else response.writeHead(200, { 'content-length': 9_999 }).write('# cut', () => response.socket.destroy());
}
