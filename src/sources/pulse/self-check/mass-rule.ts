/** This many targets may fail together without making the prober suspect. */
export const NEVER_SUSPECT = 2;
/** A failure counts for this long, or for the pace of the target if that is slower. */
const TELLING_FOR_MS = 30_000;

interface Silence {
  /** Until when it counts. */
  readonly untilMs: number;
  readonly how: string;
}

/**
 * The targets that gave no response lately. When they are more than half of all, and more than two, the fault is more
 * likely in the prober than in all of them at once.
 */
export class MassRule<K> {
  readonly #silent = new Map<K, Silence>();

  /** `everyMs`: when to expect the target's next result at the latest; `how` it failed, in a few words of our own. */
  silent(key: K, everyMs: number, nowMs: number, how = ''): void {
    this.#silent.set(key, { untilMs: nowMs + Math.max(TELLING_FOR_MS, everyMs), how });
  }

  /** It answered, or is no longer probed. */
  heard(key: K): void {
    this.#silent.delete(key);
  }

  clear(): void {
    this.#silent.clear();
  }

  /** Whether it holds now, for so many targets in all. Cheap while few are silent. */
  holds(targets: number, nowMs: number): boolean {
    return this.#silent.size > NEVER_SUSPECT && this.most(targets, nowMs) && this.#silent.size > NEVER_SUSPECT;
  }

  /** Whether more than half are silent, however few they are. */
  most(targets: number, nowMs: number): boolean {
    if (this.#silent.size * 2 <= targets) return false;
    for (const [key, { untilMs }] of this.#silent) if (untilMs < nowMs) this.#silent.delete(key);
    return this.#silent.size * 2 > targets;
  }

  /** How they failed, the most frequent first: `240 no answer in time, 11 no connection`. */
  get ways(): string {
    const counts = new Map<string, number>();
    for (const { how } of this.#silent.values()) counts.set(how, (counts.get(how) ?? 0) + 1);
    const frequent = [...counts].toSorted(([, one], [, other]) => other - one);
    return frequent.map(([how, count]) => `${count} ${how}`).join(', ');
  }

  /** Targets that failed lately; old failures are dropped by `holds`. */
  get silentTargets(): number {
    return this.#silent.size;
  }
}
