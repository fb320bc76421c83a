/** So many targets may fail together without anybody's doubting the prober. */
const NEVER_DOUBTED = 2;
/** A failure tells about now for so long, or for as long as the target's own pace where that is slower. */
const TELLING_FOR_MS = 30_000;

/**
 * Who gave no response lately. When that is more than half of all targets, and more than two, the fault is more likely
 * here than with all of them at once.
 */
export class MassRule<K> {
  /** Until when each failure tells about now. */
  readonly #silent = new Map<K, number>();

  /** `everyMs`: when to expect the target's next result at the latest. */
  silent(key: K, everyMs: number, nowMs: number): void {
    this.#silent.set(key, nowMs + Math.max(TELLING_FOR_MS, everyMs));
  }

  /** It answered, or is not asked any more. */
  heard(key: K): void {
    this.#silent.delete(key);
  }

  clear(): void {
    this.#silent.clear();
  }

  /** Whether it holds now, for so many targets in all. Cheap while few are silent. */
  holds(targets: number, nowMs: number): boolean {
    if (!this.#tooMany(targets)) return false;
    for (const [key, untilMs] of this.#silent) if (untilMs < nowMs) this.#silent.delete(key);
    return this.#tooMany(targets);
  }

  /** Targets that failed lately; those that failed long ago are out of it once `holds` has looked. */
  get silentTargets(): number {
    return this.#silent.size;
  }

  #tooMany(targets: number): boolean {
    return this.#silent.size > NEVER_DOUBTED && this.#silent.size * 2 > targets;
  }
}
