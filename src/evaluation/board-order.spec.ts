import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import { Random } from '../../test/support/random.js';
import { BoardOrder } from './board-order.js';
import { firstHeartbeat, nextHeartbeat, type Heartbeat } from './heartbeat.js';

const heartbeat = (path: string): Heartbeat => firstHeartbeat(basePath(path), 'UP', 'success-ratio', 0);

describe('BoardOrder', () => {
  it('stays ordered while base paths come, go, and change places with others', () => {
    const random = new Random(5);
    const order = new BoardOrder();
    const heartbeats: (Heartbeat | undefined)[] = [];
    for (let round = 0; round < 300; round++) {
      for (let change = 0; change < 4; change++) {
        const taken = new Set(heartbeats.map((each) => each?.basePath));
        const path = `/p/${random.between(0, 60)}`;
        const id = random.between(0, 40);
        heartbeats[id] = random.between(0, 2) === 0 || taken.has(basePath(path)) ? undefined : heartbeat(path);
      }
      for (const step of order.rebuild(Array.from(heartbeats))) void step;
      const expected = heartbeats.flatMap((each) => (each ? [each.basePath] : [])).toSorted((a, b) => (a < b ? -1 : 1));
      expect(order.list().map((each) => each.basePath)).toEqual(expected);
      for (const [id, each] of heartbeats.entries()) {
        const next = each && nextHeartbeat(each, 'DOWN', 'success-ratio', 1);
        if (next) expect(order.list()[order.replace(id, next)!]).toBe(next);
        if (next) heartbeats[id] = next;
      }
    }
  });

  it('shows the old order, with what is replaced meanwhile, until the last step', () => {
    const order = new BoardOrder();
    const heartbeats = Array.from({ length: 20_000 }, (_, id) => heartbeat(`/p/${(id * 7_919) % 20_000}`));
    for (const step of order.rebuild(heartbeats.slice(0, 10_000))) void step;
    const old = order.list();
    let steps = 0;
    for (const step of order.rebuild(heartbeats)) {
      void step;
      steps++;
      expect(order.list()).toBe(old);
      heartbeats[5] = nextHeartbeat(heartbeats[5]!, steps % 2 === 0 ? 'DOWN' : 'UP', 'success-ratio', steps);
      expect(old[order.replace(5, heartbeats[5])!]).toBe(heartbeats[5]);
    }
    expect(steps).toBeGreaterThan(10);
    const expected = heartbeats.toSorted((a, b) => (a.basePath < b.basePath ? -1 : 1));
    expect(order.list()).toEqual(expected);
    expect(order.list()[order.replace(5, heartbeats[5]!)!]).toBe(heartbeats[5]);
  });

  it('has no place for an id that it has not seen', () => {
    expect(new BoardOrder().replace(3, heartbeat('/a'))).toBeUndefined();
  });
});
