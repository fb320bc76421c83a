import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../test/support/random.js';
import { kongPage, ScrapeScene } from '../../../test/support/scrape-scene.js';

const WINDOW_MS = 300_000;
const SCRAPE_MS = 10_000;
const ROUTES = ['eni-echo-v1', 'eni-other-v1', 'stranger'];
const WATCHED = [
  ['/eni/echo/v1', 'eni-echo-v1'],
  ['/eni/other/v1', 'eni-other-v1'],
] as const;
const CODES = ['200', '404', '499', '503', '000'];

/** What really happened, told without a counter's memory: every request of one instance since it was last read. */
class Instance {
  readonly #counts = new Map<string, number>();
  readonly #everSeen = new Set<string>();
  /** Series that a restart took away and that no page has shown since: their first requests may be lost. */
  #lost = new Set<string>();
  #unread: string[] = [];
  #roundsSinceRead = Infinity;
  #restarted = false;
  downFor = 0;

  answer(series: string): void {
    this.#counts.set(series, (this.#counts.get(series) ?? 0) + 1);
    this.#everSeen.add(series);
    this.#unread.push(series);
  }

  restart(): void {
    this.#counts.clear();
    this.#restarted = true;
  }

  get page(): string {
    return kongPage(Object.fromEntries(this.#counts));
  }

  /** A round passed. */
  pass(): void {
    this.#roundsSinceRead++;
  }

  /** It was read; gives the requests that must be counted now, and the series of which some may have been lost. */
  read(): { requests: string[]; lossy: ReadonlySet<string> } {
    const known = this.#roundsSinceRead * SCRAPE_MS <= WINDOW_MS;
    const requests = known ? this.#unread : [];
    const shown = [...this.#counts.keys()];
    const back = shown.filter((each) => this.#lost.has(each));
    const lossy = new Set(this.#restarted ? this.#everSeen : back);
    if (this.#restarted) this.#lost = new Set(this.#everSeen);
    for (const each of shown) this.#lost.delete(each);
    this.#unread = [];
    this.#restarted = false;
    this.#roundsSinceRead = 0;
    return { requests, lossy };
  }
}

/** One round in the life of an instance: requests, perhaps a restart, perhaps an outage. */
function live(instance: Instance, random: Random): void {
  if (random.between(0, 60) === 0) instance.restart();
  for (let count = random.between(0, 12); count > 0; count--)
    instance.answer(`${random.pick(ROUTES)} ${random.pick(CODES)}`);
  if (instance.downFor > 0) instance.downFor--;
  else if (random.between(0, 15) === 0) instance.downFor = random.pick([1, 2, 5, 29, 30, 31, 40]);
}

function inOf(requests: readonly string[], route: string, codes: readonly string[]): number {
  return requests.filter((each) => codes.some((code) => each === `${route} ${code}`)).length;
}

describe('gateway-scrape beside what really happened', () => {
  it.each([1, 2, 3, 4, 5])('never makes up a request, and loses none but to restarts: seed %i', async (seed) => {
    const random = new Random(seed);
    const scene = new ScrapeScene(3);
    const instances = [new Instance(), new Instance(), new Instance()];
    let checked = 0;
    for (let round = 0; round < 250; round++) {
      for (const instance of instances) live(instance, random);
      const cut = random.between(0, 20) === 0 ? random.between(0, 2) : undefined;
      const pages = instances.map(({ page, downFor }, index) => {
        if (index === cut) return page.slice(0, random.between(0, page.length - 1)).trimEnd();
        return downFor > 0 ? { error: 'ECONNREFUSED' } : page;
      });
      const counted = await scene.round(...pages);
      for (const instance of instances) instance.pass();
      const readable = instances.filter(({ downFor }, index) => downFor === 0 && index !== cut);
      const truths = readable.map((instance) => instance.read());
      const requests = truths.flatMap((each) => each.requests);
      for (const [basePath, route] of WATCHED) {
        const truth = [inOf(requests, route, ['200', '404', '503']), inOf(requests, route, ['503'])] as const;
        const [all, failures] = counted[basePath] ?? [0, 0];
        expect(all).toBeLessThanOrEqual(truth[0]);
        expect(failures).toBeLessThanOrEqual(truth[1]);
        if (truths.some(({ lossy }) => [...lossy].some((series) => series.startsWith(route)))) continue;
        expect([round, all, failures]).toEqual([round, ...truth]);
        checked += all;
      }
      expect(Object.keys(counted)).not.toContain('/stranger');
      if (readable.length === 0) expect(counted).toEqual({});
    }
    expect(checked).toBeGreaterThan(400);
    await scene.end();
  });
});
