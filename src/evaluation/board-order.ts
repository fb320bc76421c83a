import type { Heartbeat } from './heartbeat.js';

const NOWHERE = -1;

/** All heartbeats ordered by base path, and where each id stands in that order. */
export class BoardOrder {
  #list: Heartbeat[] = [];
  #ids: number[] = [];
  #positions = new Int32Array(0);

  /**
   * Takes up what came and lets go of what went. `heartbeats` holds one for each id, or nothing where an id is free.
   * Only what is new is sorted, and merged in: a base path more or less must not cost a sort of a hundred thousand.
   */
  rebuild(heartbeats: readonly (Heartbeat | undefined)[]): void {
    const kept = this.#ids.filter((id, position) => heartbeats[id]?.basePath === this.#list[position]!.basePath);
    const known = new Uint8Array(heartbeats.length);
    for (const id of kept) known[id] = 1;
    const fresh: number[] = [];
    for (const [id, heartbeat] of heartbeats.entries()) if (heartbeat && known[id] === 0) fresh.push(id);
    fresh.sort((a, b) => (heartbeats[a]!.basePath < heartbeats[b]!.basePath ? -1 : 1));
    this.#ids = merged(kept, fresh, heartbeats);
    this.#list = this.#ids.map((id) => heartbeats[id]!);
    this.#positions = new Int32Array(heartbeats.length).fill(NOWHERE);
    for (const [position, id] of this.#ids.entries()) this.#positions[id] = position;
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
}

/** One ordered list of two. */
function merged(a: readonly number[], b: readonly number[], heartbeats: readonly (Heartbeat | undefined)[]): number[] {
  const all: number[] = [];
  let next = 0;
  for (const id of a) {
    while (next < b.length && heartbeats[b[next]!]!.basePath < heartbeats[id]!.basePath) all.push(b[next++]!);
    all.push(id);
  }
  for (; next < b.length; next++) all.push(b[next]!);
  return all;
}
