import { describe, expect, it } from '@jest/globals';
import { apiRoverOf, damagedRover } from './api-rover.js';
import { requirePreconditions } from './rover-preconditions.js';

const ROVER = { ...apiRoverOf({ name: 'a', text: '', sinceMs: 0, by: 'x' }, []), tag: 'abc' };
const DAMAGED = damagedRover('a', 0);

describe('requirePreconditions', () => {
  it.each([
    [undefined, undefined, ROVER, true],
    [undefined, undefined, undefined, true],
    ['"abc"', undefined, ROVER, true],
    ['"x", "abc"', undefined, ROVER, true],
    ['"abc.0123"', undefined, ROVER, true],
    ['*', undefined, ROVER, true],
    ['*', undefined, undefined, false],
    ['"abc"', undefined, undefined, false],
    ['"x"', undefined, ROVER, false],
    ['"x.abc"', undefined, ROVER, false],
    ['W/"abc"', undefined, ROVER, false],
    ['abc', undefined, ROVER, false],
    ['""', undefined, ROVER, false],
    ['', undefined, ROVER, false],
    [undefined, '*', undefined, true],
    [undefined, '*', ROVER, false],
    [undefined, '"abc"', ROVER, false],
    [undefined, 'W/"abc.0123"', ROVER, false],
    [undefined, '"x"', ROVER, true],
    ['"abc"', '"abc"', ROVER, false],
    [undefined, '*', DAMAGED, true],
    ['*', undefined, DAMAGED, false],
    ['""', undefined, DAMAGED, false],
  ])('If-Match: %s, If-None-Match: %s, of %j: %s', (ifMatch, ifNoneMatch, rover, fine) => {
    const require = (): void => requirePreconditions({ ifMatch, ifNoneMatch }, rover);
    if (fine) expect(require).not.toThrow();
    else expect(require).toThrow(expect.objectContaining({ kind: expect.objectContaining({ status: 412 }) }));
  });
});
