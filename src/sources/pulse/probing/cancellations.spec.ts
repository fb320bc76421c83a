import { expect, it } from '@jest/globals';
import { Cancellations } from './cancellations.js';

it('Each waiter for a signal is called once, by one listener, and not after leaving', () => {
  const cancellations = new Cancellations();
  const controller = new AbortController();
  let listeners = 0;
  const listen = controller.signal.addEventListener.bind(controller.signal);
  controller.signal.addEventListener = (...args: Parameters<typeof listen>): void => {
    listeners++;
    listen(...args);
  };
  const heard: number[] = [];
  const leave = [1, 2, 3].map((each) => cancellations.watch(controller.signal, () => heard.push(each)));
  leave[1]!();
  controller.abort();
  controller.abort();
  expect([heard, listeners]).toEqual([[1, 3], 1]);
});

it('A signal that is aborted already is heard at once', () => {
  const heard: string[] = [];
  new Cancellations().watch(AbortSignal.abort(), () => heard.push('now'));
  expect(heard).toEqual(['now']);
});
