import type { Heartbeat } from './heartbeat.js';

const NOWHERE = -1;
/** Ids worked on in one step: well below a millisecond. */
const SLICE = 4_096;
/** Ids sorted in one step. */
const RUN = 2_048;

/** All heartbeats ordered by base path, and where each id stands in that order. */
export class BoardOrder {
  #list: Heartbeat[] = [];
  #ids: number[] = [];
  #positions = new Int32Array(0);

  /**
   * Adds what came and removes what went, a step at a time; until the last step the old order stays. `heartbeats` holds
   * one for each id, or nothing where an id is free; between the steps an id may get another one of the same base path.
   * Only what is new is sorted, and merged in: one base path more or less must not cost a sort of a hundred thousand.
   */
  *rebuild(heartbeats: readonly (Heartbeat | undefined)[]): Generator<void, void> {
    const known = new Uint8Array(heartbeats.length);
    const kept: number[] = [];
    for (const [position, id] of this.#ids.entries()) {
      if (position % SLICE === SLICE - 1) yield;
      if (heartbeats[id]?.basePath !== this.#list[position]!.basePath) continue;
      kept.push(id);
      known[id] = 1;
    }
    const fresh: number[] = [];
    for (let id = 0; id < heartbeats.length; id++) {
      if (id % SLICE === SLICE - 1) yield;
      if (heartbeats[id] && known[id] === 0) fresh.push(id);
    }
    const ids = yield* merged(kept, yield* sorted(fresh, heartbeats), heartbeats);
    yield;
    this.#take(ids, heartbeats);
  }

  /** Puts a new heartbeat in the place of the old one of `id`; gives the place, undefined when it has none yet. */
  replace(id: number, heartbeat: Heartbeat): number | undefined {
    const position = this.#positions[id] ?? NOWHERE;
    if (position === NOWHERE) return undefined;
    this.#list[position] = heartbeat;
    return position;
  }

  list(): readonly Heartbeat[] {
    return this.#list;
  }

  #take(ids: number[], heartbeats: readonly (Heartbeat | undefined)[]): void {
    this.#ids = ids;
    this.#list = ids.map((id) => heartbeats[id]!);
    this.#positions = new Int32Array(heartbeats.length).fill(NOWHERE);
    for (let position = 0; position < ids.length; position++) this.#positions[ids[position]!] = position;
  }
}

type Sliced = Generator<void, number[]>;

/** Sorts ids by their base paths: short runs, then pairs of them joined until there is one. */
function* sorted(ids: readonly number[], heartbeats: readonly (Heartbeat | undefined)[]): Sliced {
  let runs: number[][] = [];
  for (let from = 0; from < ids.length; from += RUN) {
    const run = ids.slice(from, from + RUN);
    runs.push(run.toSorted((a, b) => (heartbeats[a]!.basePath < heartbeats[b]!.basePath ? -1 : 1)));
    yield;
  }
  while (runs.length > 1) {
    const joined: number[][] = [];
    for (let pair = 0; pair < runs.length; pair += 2)
      joined.push(yield* merged(runs[pair]!, runs[pair + 1] ?? [], heartbeats));
    runs = joined;
  }
  return runs[0] ?? [];
}

/** One ordered list of two. */
function* merged(a: readonly number[], b: readonly number[], heartbeats: readonly (Heartbeat | undefined)[]): Sliced {
  const all: number[] = [];
  let [nextA, nextB] = [0, 0];
  while (nextA < a.length || nextB < b.length) {
    if (all.length % SLICE === SLICE - 1) yield;
    const takeB = nextA === a.length || (nextB < b.length && comesFirst(heartbeats, b[nextB]!, a[nextA]!));
    all.push(takeB ? b[nextB++]! : a[nextA++]!);
  }
  return all;
}

function comesFirst(heartbeats: readonly (Heartbeat | undefined)[], one: number, other: number): boolean {
  return heartbeats[one]!.basePath < heartbeats[other]!.basePath;
}
