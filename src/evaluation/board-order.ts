import type { Heartbeat } from './heartbeat.js';

/** All heartbeats ordered by base path, and where each id stands in that order. */
export class BoardOrder {
  #list: Heartbeat[] = [];
  #positions = new Map<number, number>();

  /** Orders anew. `heartbeats` holds one for each id, or nothing where an id is free. */
  rebuild(heartbeats: readonly (Heartbeat | undefined)[]): void {
    const ids: number[] = [];
    for (const [id, heartbeat] of heartbeats.entries()) if (heartbeat) ids.push(id);
    ids.sort((a, b) => (heartbeats[a]!.basePath < heartbeats[b]!.basePath ? -1 : 1));
    this.#list = ids.map((id) => heartbeats[id]!);
    this.#positions = new Map(ids.map((id, position) => [id, position]));
  }

  /** Puts a new heartbeat in the place of the old one of `id`; gives the place, undefined when it has none yet. */
  replace(id: number, heartbeat: Heartbeat): number | undefined {
    const position = this.#positions.get(id);
    if (position !== undefined) this.#list[position] = heartbeat;
    return position;
  }

  list(): readonly Heartbeat[] {
    return this.#list;
  }
}
