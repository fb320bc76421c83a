import { expect, it } from '@jest/globals';
import { unanswered } from './asking.js';

it.each([
  [['/a', '/missing'], ['/a'], ['/missing']],
  [['/a/'], ['/a'], []],
  [['/a'], ['/a/b'], ['/a']],
  [['/a/*', '/b/*'], ['/a/b'], ['/b/*']],
  [['/a/*'], ['/a'], []],
  [['/a/*'], ['/ab'], ['/a/*']],
  [['/*'], ['/a'], []],
  [['/*'], [], ['/*']],
  [[], ['/a'], []],
])('of %j, when %j are answered, %j are missing', (asked, answered, missing) => {
  expect(
    unanswered(
      asked,
      answered.map((basepath) => ({ basepath })),
    ),
  ).toEqual(missing);
});
