import { expect, it } from '@jest/globals';
import { RequestBudget } from './request-budget.js';

const takeAll = (budget: RequestBudget, nowMs: number): number => {
  let taken = 0;
  while (budget.take(nowMs)) taken++;
  return taken;
};

it.each([
  [1, 1, 10],
  [50, 5, 54],
  [1_000, 100, 1_099],
])('RequestBudget of %d a second lets %d go at once and %d within the first second', (perSecond, atOnce, inAll) => {
  const budget = new RequestBudget(perSecond, 0);
  let taken = takeAll(budget, 0);
  expect(taken).toBe(atOnce);
  const lastMs = perSecond === 1 ? 9_000 : 1_000;
  for (let nowMs = 1; nowMs < lastMs + (perSecond === 1 ? 1 : 0); nowMs++) taken += takeAll(budget, nowMs);
  expect(taken).toBe(inAll);
});

it('RequestBudget makes up later for attempts that were made without asking', () => {
  const budget = new RequestBudget(100, 0);
  expect(takeAll(budget, 0)).toBe(10);
  budget.spend(5);
  expect([takeAll(budget, 50), takeAll(budget, 60)]).toEqual([0, 1]);
});
