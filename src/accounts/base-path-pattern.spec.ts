import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textMisfit } from '../platform/settings/setting-form.js';
import { BASE_PATH_PATTERN_FORM, coversBasePath } from './base-path-pattern.js';

const SEGMENT = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '_', '~', '1'), minLength: 1, maxLength: 3 });
const SEGMENTS = fc.array(
  SEGMENT.filter((each) => each !== '.' && each !== '..'),
  { minLength: 1, maxLength: 4 },
);
const pathOf = (segments: readonly string[]): string => `/${segments.join('/')}`;

describe('coversBasePath', () => {
  it.each<[string, string, boolean]>([
    ['/eni/*', '/eni', true],
    ['/eni/*', '/eni/echo/v1', true],
    ['/eni/*', '/eni-evil', false],
    ['/eni/*', '/eni-evil/v1', false],
    ['/eni/*', '/en', false],
    ['/eni/*', '/other/eni/v1', false],
    ['/eni/*', '/ENI/echo/v1', false],
    ['/eni/echo/v1', '/eni/echo/v1', true],
    ['/eni/echo/v1', '/eni/echo/v1/more', false],
    ['/eni/echo/v1', '/eni/echo/v10', false],
    ['/*', '/anything/at/all', true],
  ])('%s covers %s: %s', (pattern, basePath, expected) => {
    expect(coversBasePath([pattern], basePath)).toBe(expected);
  });

  it('goes by segments: a subtree covers what its segments begin', () => {
    fc.assert(
      fc.property(SEGMENTS, SEGMENTS, fc.boolean(), (above, other, below) => {
        const segments = below ? [...above, ...other] : other;
        const begins = above.every((segment, index) => segments[index] === segment);
        expect(coversBasePath([`${pathOf(above)}/*`], pathOf(segments))).toBe(begins);
        expect(coversBasePath([pathOf(above)], pathOf(segments))).toBe(pathOf(above) === pathOf(segments));
      }),
    );
  });

  it('covers nothing without a pattern, and what any of several covers', () => {
    expect(coversBasePath([], '/eni')).toBe(false);
    expect(coversBasePath(['/a', '/eni/*'], '/eni/x')).toBe(true);
  });
});

describe('the form of patterns', () => {
  it.each(['/*', '/eni/*', '/eni', '/eni/echo.v1~2_3-4/v1/*'])('takes %s', (text) => {
    expect(textMisfit(BASE_PATH_PATTERN_FORM, text)).toBeUndefined();
  });

  it.each(['', '/', '*', 'eni/*', '/eni*', '/eni/', '/eni/*/', '/*/v1', '//*', '/eni/**', '/eni/../*', '/eni /*'])(
    'refuses %j',
    (text) => {
      expect(textMisfit(BASE_PATH_PATTERN_FORM, text)).toBeDefined();
    },
  );
});
