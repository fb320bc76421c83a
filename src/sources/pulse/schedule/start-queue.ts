/** How many may be under way. */
export interface ConcurrencyLimits {
  readonly total: number;
  readonly perHost: number;
}

/** What waits for its turn. */
export interface Waiting {
  readonly host: string;
  /** It held others up last time, and may hold its turn for as long as its time-out. */
  readonly slow: boolean;
}

/** The waiting items of one host and one sort, in the order they came. */
interface Line<W> {
  readonly host: Host;
  readonly slow: boolean;
  readonly queue: W[];
  /** Items before it have left the queue. */
  head: number;
  queued: boolean;
}

const COMPACT_FROM = 1_024;

interface Host {
  underWay: number;
  slowUnderWay: number;
}

/**
 * Decides which item starts next. Hosts take turns, so that none holds up the others, and those that were slow last time may take at
 * most half of what there is, in all and of each host: however many hang, the others find a free turn.
 */
export class StartQueue<W extends Waiting> {
  readonly #lines = new Map<string, Line<W>>();
  readonly #hosts = new Map<string, Host>();
  /** Lines with items waiting whose host has room. */
  readonly #turns: Record<'prompt' | 'slow', Line<W>[]> = { prompt: [], slow: [] };
  #underWay = 0;
  #slowUnderWay = 0;
  #waiting = 0;
  #promptWaiting = 0;

  constructor(private readonly limits: ConcurrencyLimits) {}

  offer(item: W): void {
    const line = this.#line(item);
    line.queue.push(item);
    this.#count(line, 1);
    this.#enqueue(line);
  }

  /** The next one that may start, now counted as under way; undefined when none may. */
  take(): W | undefined {
    if (this.#underWay >= this.limits.total) return undefined;
    const prompt = this.#takeFrom(this.#turns.prompt);
    if (prompt || this.#slowUnderWay >= half(this.limits.total)) return prompt;
    return this.#takeFrom(this.#turns.slow);
  }

  /** It is over. `item` is what `take` returned. */
  release({ host: name, slow }: W): void {
    const host = this.#hosts.get(name)!;
    host.underWay--;
    this.#underWay--;
    if (slow) {
      host.slowUnderWay--;
      this.#slowUnderWay--;
    }
    for (const sort of [false, true]) {
      const line = this.#lines.get(keyOf(name, sort));
      if (line) this.#enqueue(line);
    }
    if (host.underWay === 0) this.#forget(name);
  }

  /** Empties the queue and returns the items that waited. Those under way stay so. */
  drain(): W[] {
    const waiting = [...this.#lines.values()].flatMap(({ queue, head }) => queue.slice(head));
    this.#lines.clear();
    this.#turns.prompt.length = 0;
    this.#turns.slow.length = 0;
    this.#waiting = 0;
    this.#promptWaiting = 0;
    for (const [name, host] of this.#hosts) if (host.underWay === 0) this.#hosts.delete(name);
    return waiting;
  }

  /** Whether one that holds a turn of this host keeps others waiting that would be done soon. */
  isWanted(host: string): boolean {
    if (this.#promptWaiting === 0) return false;
    if (this.#underWay >= this.limits.total) return true;
    const line = this.#lines.get(keyOf(host, false));
    return line !== undefined && line.queue.length > line.head;
  }

  /** Those of the waiting that answered last time. */
  get promptWaiting(): number {
    return this.#promptWaiting;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get underWay(): number {
    return this.#underWay;
  }

  #takeFrom(turns: Line<W>[]): W | undefined {
    for (let line = turns.shift(); line; line = turns.shift()) {
      line.queued = false;
      // Others of its host may have started since it was put here; it comes back when one of them is over.
      if (!this.#hasRoom(line)) continue;
      const item = line.queue[line.head++]!;
      if (line.head === line.queue.length || line.head >= COMPACT_FROM) compact(line);
      this.#count(line, -1);
      this.#start(line);
      this.#enqueue(line);
      return item;
    }
    return undefined;
  }

  #count({ slow }: Line<W>, more: 1 | -1): void {
    this.#waiting += more;
    if (!slow) this.#promptWaiting += more;
  }

  #start({ host, slow }: Line<W>): void {
    host.underWay++;
    this.#underWay++;
    if (!slow) return;
    host.slowUnderWay++;
    this.#slowUnderWay++;
  }

  #enqueue(line: Line<W>): void {
    if (line.queued || line.queue.length === 0 || !this.#hasRoom(line)) return;
    line.queued = true;
    this.#turns[line.slow ? 'slow' : 'prompt'].push(line);
  }

  #hasRoom({ host, slow }: Line<W>): boolean {
    const { perHost } = this.limits;
    return host.underWay < perHost && (!slow || host.slowUnderWay < half(perHost));
  }

  #line({ host: name, slow }: W): Line<W> {
    const key = keyOf(name, slow);
    let line = this.#lines.get(key);
    if (line) return line;
    let host = this.#hosts.get(name);
    if (!host) this.#hosts.set(name, (host = { underWay: 0, slowUnderWay: 0 }));
    line = { host, slow, queue: [], head: 0, queued: false };
    this.#lines.set(key, line);
    return line;
  }

  /** Hosts come and go with what teams declare. */
  #forget(name: string): void {
    const lines = [false, true].map((slow) => this.#lines.get(keyOf(name, slow)));
    if (lines.some((line) => line !== undefined && line.queue.length > 0)) return;
    this.#lines.delete(keyOf(name, false));
    this.#lines.delete(keyOf(name, true));
    this.#hosts.delete(name);
  }
}

/** Drops the items that have left. */
function compact(line: Line<unknown>): void {
  line.queue.splice(0, line.head);
  line.head = 0;
}

function half(limit: number): number {
  return Math.ceil(limit / 2);
}

function keyOf(host: string, slow: boolean): string {
  return slow ? `${host} slow` : host;
}
