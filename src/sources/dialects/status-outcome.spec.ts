import { expect, it } from '@jest/globals';
import { outcomeOfHttpStatus } from './status-outcome.js';

it.each(['600', '601', '699', '700', '888', '999'])('B12: a status of %s is a failure', (status) => {
  expect(outcomeOfHttpStatus(status)).toBe('failure');
});

it.each(['0600', '1000', '6000', '60', '6'])('B12: %s is not a status', (status) => {
  expect(outcomeOfHttpStatus(status)).toBe('unclassified');
});
