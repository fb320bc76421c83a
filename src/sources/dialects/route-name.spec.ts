import { describe, expect, it } from '@jest/globals';
import { routeNameOf } from './route-name.js';

describe('routeNameOf', () => {
  it.each([
    ['/eni/heartbeat/v1', 'eni-heartbeat-v1'],
    ['/ENI/Some_Thing/v2', 'eni-some-thing-v2'],
    ['/a\\b c/', 'a-b-c'],
    ['/v1.2/~x', 'v1.2-~x'],
    ['/-a-/b-', 'a--b'],
    ['---', ''],
  ])('makes %s into %s', (path, name) => {
    expect(routeNameOf(path)).toBe(name);
  });
});
