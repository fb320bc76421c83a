import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseBasePath } from '../catalogue/base-path.js';
import { BoardPages } from './board-pages.js';
import { firstHeartbeat, nextHeartbeat, type Heartbeat } from './heartbeat.js';

/** Forty blocks of 512, so that a body is copied in more than one step. */
const MANY = 20_480;

const heartbeat = (index: number): Heartbeat =>
  firstHeartbeat(parseBasePath(`/team/api-${index}/v1`)!, 'UP', 'no-data', 0);
const listOf = (length: number): Heartbeat[] => Array.from({ length }, (_, index) => heartbeat(index));
const run = (steps: Generator<void, void>): void => {
  for (const step of steps) void step;
};
const shown = (pages: BoardPages): { basepath: string; status: string }[] =>
  JSON.parse(pages.page().body.toString()) as { basepath: string; status: string }[];

/** Pages of a list whose heartbeats a test can replace. */
function scene(length: number): { pages: BoardPages; down(position: number): void } {
  const list = listOf(length);
  const pages = new BoardPages();
  pages.reorder(list);
  const down = (position: number): void => {
    list[position] = nextHeartbeat(list[position]!, 'DOWN', 'success-ratio', 1);
    pages.touch(position);
  };
  return { pages, down };
}

describe('the page with all heartbeats', () => {
  it.each([0, 1, 511, 512, 513, MANY, MANY + 1])('shows each of %d once, in their order', (length) => {
    const { pages } = scene(length);
    run(pages.rebuild());
    const expected = listOf(length).map(({ basePath, status }) => ({ basepath: basePath, status }));
    expect([shown(pages), pages.page().count]).toEqual([expected, length]);
  });

  it('has a hash that tells contents apart, and only them', () => {
    const hashes = [scene(600), scene(600), scene(601)].map(({ pages }) => {
      run(pages.rebuild());
      return pages.page().hash;
    });
    expect([hashes[0] === hashes[1], hashes[1] === hashes[2], new Set(hashes).size]).toEqual([true, false, 2]);
    expect(hashes[0]).toHaveLength(createHash('sha256').digest('base64url').slice(0, 22).length);
  });

  it('stays whole until the last step of a new one', () => {
    const { pages, down } = scene(MANY);
    run(pages.rebuild());
    const old = pages.page();
    down(MANY - 1);
    const steps = pages.rebuild();
    for (let step = steps.next(); !step.done; step = steps.next()) expect(pages.page()).toBe(old);
    expect([shown(pages).at(-1)?.status, pages.page().hash === old.hash]).toEqual(['DOWN', false]);
  });

  it.each([1, 2, 3, 5, 41])('shows a change that comes after step %d, and never falls behind it', (before) => {
    const { pages, down } = scene(MANY);
    const steps = pages.rebuild();
    for (let step = 0; step < before; step++) steps.next();
    down(0);
    run(pages.rebuild());
    const newer = pages.page();
    expect(shown(pages)[0]?.status).toBe('DOWN');
    run(steps);
    expect(pages.page()).toBe(newer);
  });

  it.each([1, 41])('has a change after step %d with the next call', (before) => {
    const { pages, down } = scene(MANY);
    const steps = pages.rebuild();
    for (let step = 0; step < before; step++) steps.next();
    down(0);
    run(steps);
    run(pages.rebuild());
    expect(shown(pages)[0]?.status).toBe('DOWN');
  });
});
