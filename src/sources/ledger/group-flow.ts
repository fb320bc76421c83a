import { grown } from '../column.js';
import { FAILURE, takesPart } from './counter-page.js';

const FIRST_ROOM = 16;

/** What one instance served for one group: requests and failures of the newest page, and of the one before. */
interface Flow {
  readonly requests: number;
  readonly failures: number;
  readonly requestsBefore: number;
  readonly failuresBefore: number;
}

/** A span of time, wall ms. */
interface Anchors {
  olderMs: number;
  newerMs: number;
}

/**
 * What one instance gains per group: its rate over the last half to whole window, and the outcomes of its two newest
 * pages. Two anchors instead of a list of pages, and columns: an instance has thousands of groups.
 */
export class GroupFlow {
  /** The place of each group in the columns. */
  readonly #places = new Map<number, number>();
  #size = 0;
  #group = new Uint32Array(0);
  /** Requests since the older and the newer anchor; the older one gives rates. */
  #older = new Float64Array(0);
  #newer = new Float64Array(0);
  #requests = new Float64Array(0);
  #failures = new Float64Array(0);
  #requestsBefore = new Float64Array(0);
  #failuresBefore = new Float64Array(0);
  #anchors: Anchors | undefined;
  /** The sum over all groups since each anchor. */
  #allOlder = 0;
  #allNewer = 0;
  #pages = 0;
  /** Requests a millisecond, of late: each page counts for three tenths. */
  #usual = 0;
  #ofPage = 0;
  /** The least of that on one page of the last window that showed any: where a process is down, none does. */
  #least = { rate: Infinity, atMs: -Infinity };

  constructor(private readonly windowMs: number) {}

  /** Begins to count at `atMs`, unless it has. */
  begin(atMs: number): void {
    this.#anchors ??= { olderMs: atMs, newerMs: atMs };
  }

  /** Begins a page. */
  beginPage(): void {
    this.#ofPage = 0;
    [this.#requestsBefore, this.#requests] = [this.#requests, this.#requestsBefore];
    [this.#failuresBefore, this.#failures] = [this.#failures, this.#failuresBefore];
    this.#requests.fill(0, 0, this.#size);
    this.#failures.fill(0, 0, this.#size);
  }

  /** Adds what a group gained for sure on this page; of what is doubtful only the failures are noted, for the mix. */
  add(group: number, counted: number, gained: number, isCertain: boolean): void {
    if (!takesPart(counted) || gained <= 0) return;
    const place = this.#placeOf(group);
    if (counted === FAILURE) this.#failures[place]! += gained;
    if (!isCertain) return;
    this.#requests[place]! += gained;
    this.#older[place]! += gained;
    this.#newer[place]! += gained;
    this.#allOlder += gained;
    this.#allNewer += gained;
    this.#ofPage += gained;
  }

  /** Ends a page that covered `fromMs` to `atMs`; after a restart it covered only a part of that. */
  endPage(fromMs: number, atMs: number, isRestart = false): void {
    const rate = this.#ofPage / Math.max(1, atMs - fromMs);
    const isLeast = rate <= this.#least.rate || atMs - this.#least.atMs > this.windowMs;
    if (isLeast && rate > 0 && !isRestart) this.#least = { rate, atMs };
    this.#usual = this.#pages === 0 ? rate : 0.7 * this.#usual + 0.3 * rate;
    this.#pages++;
    if (this.#anchors && atMs - this.#anchors.newerMs >= this.windowMs / 2) this.#turn(atMs);
  }

  /** Pages that were compared with one before. */
  get pages(): number {
    return this.#pages;
  }

  /** Requests a millisecond, of late. */
  get usual(): number {
    return this.#usual;
  }

  /** Requests a millisecond on the quietest page of the last window: jumps between processes do not raise it. */
  get least(): number {
    return this.#least.rate;
  }

  /** Requests a millisecond over all groups; undefined until a time has passed. */
  total(atMs: number): number | undefined {
    const spanMs = this.#spanMs(atMs);
    return spanMs > 0 ? this.#allOlder / spanMs : undefined;
  }

  /** Requests a millisecond of each group that has any, up to `atMs`. */
  *rates(atMs: number): Generator<{ group: number; rate: number; flow: Flow }> {
    const spanMs = this.#spanMs(atMs);
    if (spanMs <= 0) return;
    for (let place = 0; place < this.#size; place++) {
      const rate = this.#older[place]! / spanMs;
      if (rate > 0) yield { group: this.#group[place]!, rate, flow: this.#flowAt(place) };
    }
  }

  /** Requests a millisecond of one group. */
  rate(group: number, atMs: number): number {
    const spanMs = this.#spanMs(atMs);
    const place = this.#places.get(group);
    return spanMs > 0 && place !== undefined ? this.#older[place]! / spanMs : 0;
  }

  /** Since when its rates are taken, wall ms. */
  get sinceMs(): number {
    return this.#anchors?.olderMs ?? -Infinity;
  }

  #spanMs(atMs: number): number {
    return this.#anchors ? atMs - this.#anchors.olderMs : 0;
  }

  #turn(atMs: number): void {
    const anchors = this.#anchors!;
    anchors.olderMs = anchors.newerMs;
    anchors.newerMs = atMs;
    this.#allOlder = this.#allNewer;
    this.#allNewer = 0;
    [this.#older, this.#newer] = [this.#newer, this.#older];
    this.#newer.fill(0, 0, this.#size);
    this.#forgetIdle();
  }

  /** Gives up the places of groups that served nothing since the older anchor. */
  #forgetIdle(): void {
    const [counts, end] = [this.#counts, this.#size];
    this.#size = 0;
    for (let place = 0; place < end; place++) {
      const group = this.#group[place]!;
      const isIdle = this.#older[place] === 0 && (this.#requests[place] || this.#requestsBefore[place]) === 0;
      if (isIdle) this.#places.delete(group);
      else {
        const kept = this.#size++;
        this.#places.set(group, kept);
        this.#group[kept] = group;
        for (const column of counts) column[kept] = column[place]!;
      }
    }
    for (const column of counts) column.fill(0, this.#size, end);
  }

  #flowAt(place: number): Flow {
    return {
      requests: this.#requests[place]!,
      failures: this.#failures[place]!,
      requestsBefore: this.#requestsBefore[place]!,
      failuresBefore: this.#failuresBefore[place]!,
    };
  }

  #placeOf(group: number): number {
    const known = this.#places.get(group);
    if (known !== undefined) return known;
    if (this.#size === this.#group.length) this.#grow();
    this.#places.set(group, this.#size);
    this.#group[this.#size] = group;
    return this.#size++;
  }

  get #counts(): readonly Float64Array[] {
    return [this.#older, this.#newer, this.#requests, this.#failures, this.#requestsBefore, this.#failuresBefore];
  }

  #grow(): void {
    const room = Math.max(FIRST_ROOM, 2 * this.#size);
    this.#group = grown(this.#group, room);
    this.#older = grown(this.#older, room);
    this.#newer = grown(this.#newer, room);
    this.#requests = grown(this.#requests, room);
    this.#failures = grown(this.#failures, room);
    this.#requestsBefore = grown(this.#requestsBefore, room);
    this.#failuresBefore = grown(this.#failuresBefore, room);
  }
}
