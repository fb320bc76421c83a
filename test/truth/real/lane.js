import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plainQuery, ratesOf, routeOf } from './gateway-dialects.js';
import { freePort } from '../../support/programs.js';
import { ServerProcess } from './server-process.js';

const COMMAND = resolve('dist/cli/heartbeat.js');
const NAME_SERVER = resolve('test/truth/real/name-server.js');
const ASKED_AT_ONCE = 16;

/** One Heartbeat that watches fleets by sources of one form, and what it said of them. */
export class Lane {
  #service;
  /** Verdicts by fleet: { path, nowS, said }. */
  records = new Map();
  /** The same of the plain way. */
  plain = new Map();
  failures = 0;

  /**
   * `sourcesOf` gives the sources of a fleet; `scrapers` are those whose pages reach it; `plainUrl` is asked beside it.
   */
  constructor({ name, fleets, sourcesOf, scrapers, plainUrl, stage, watches = {} }) {
    Object.assign(this, { name, fleets, sourcesOf, scrapers, plainUrl, stage, watches });
    for (const fleet of fleets) this.records.set(fleet.name, []);
    for (const fleet of fleets) this.plain.set(fleet.name, []);
  }

  async start() {
    const { clock, folder, pages, settings } = this.stage;
    const port = await freePort();
    const home = join(folder, `heartbeat-${port}`);
    mkdirSync(home, { recursive: true });
    const whole = {
      ...settings,
      http: { host: '127.0.0.1', port, drain: '0s' },
      apis: { basePaths: this.fleets.flatMap(({ scene }) => scene.paths.map(({ name }) => name)) },
      sources: this.fleets.flatMap((fleet) => this.sourcesOf(fleet, clock)),
    };
    writeFileSync(join(home, 'heartbeat.yaml'), JSON.stringify(whole));
    this.url = `http://127.0.0.1:${port}`;
    this.#service = new ServerProcess({
      name: `heartbeat of ${this.name}`,
      command: process.execPath,
      args: ['--import', NAME_SERVER, COMMAND, 'serve', '--config', join(home, 'heartbeat.yaml')],
      readyUrl: `${this.url}/health/ready`,
      cwd: home,
      env: { TRUTH_PAGES: pages.url },
    });
    await this.#service.start();
  }

  stop = () => this.#service?.stop();

  async restart() {
    await this.#service.stop('SIGKILL');
    await this.#service.start();
  }

  pause = () => this.#service.signal('SIGSTOP');
  resume = () => this.#service.signal('SIGCONT');

  /** Asks for all verdicts, and notes them; one that does not answer is noted as a failure. */
  async look(isPaused) {
    const { clock } = this.stage;
    const asked = this.fleets
      .filter((fleet) => !isPaused(fleet))
      .flatMap((fleet) => fleet.scene.paths.map(({ name }, path) => ({ fleet, name, path })));
    await inParallel(asked, ASKED_AT_ONCE, async ({ fleet, name, path }) => {
      try {
        const answer = await fetch(`${this.url}/heartbeats/details?basepath=${name}`, {
          signal: AbortSignal.timeout(3_000),
        });
        const { status, reason, requests, failures, lastMinute } = await answer.json();
        const nowS = Math.floor(clock.sceneMs() / 1000);
        const said = { status, reason, requests, failures, lastMinute };
        if (answer.ok && nowS >= 0 && nowS <= fleet.scene.durationS)
          this.records.get(fleet.name).push({ path, nowS, said });
      } catch {
        this.failures++;
      }
    });
  }

  /** Asks the monitoring system for plain rates, and notes what somebody would make of them. */
  async lookPlainly() {
    if (!this.plainUrl) return;
    const { clock, windowMs } = this.stage;
    const dialects = [...new Set(this.fleets.map(({ dialect }) => dialect))];
    await Promise.all(
      dialects.map(async (dialect) => {
        const rates = await this.#rates(plainQuery(dialect, windowMs), dialect);
        const nowS = Math.floor(clock.sceneMs() / 1000);
        for (const fleet of this.fleets.filter((each) => each.dialect === dialect && nowS <= each.scene.durationS))
          fleet.scene.paths.forEach(({ name }, path) => {
            const said = plainVerdict(rates?.get(routeOf(name)), windowMs);
            if (nowS >= 0) this.plain.get(fleet.name).push({ path, nowS, said });
          });
      }),
    );
  }

  async #rates(query, dialect) {
    try {
      const url = `${this.plainUrl}/api/v1/query?query=${encodeURIComponent(query)}`;
      const { data } = await (await fetch(url, { signal: AbortSignal.timeout(3_000) })).json();
      return ratesOf(dialect, data.result);
    } catch {
      return undefined;
    }
  }
}

function plainVerdict(rate, windowMs) {
  if (!rate || !(rate.requests > 0)) return { status: 'UNKNOWN', requests: 0, failures: 0 };
  const [requests, failures] = [rate.requests, rate.failures].map((each) => (each * windowMs) / 1000);
  return { status: failures < requests * 0.1 ? 'UP' : 'DOWN', requests, failures };
}

async function inParallel(things, width, work) {
  const left = [...things];
  const one = async () => {
    for (let thing = left.shift(); thing; thing = left.shift()) await work(thing);
  };
  await Promise.all(Array.from({ length: width }, one));
}
