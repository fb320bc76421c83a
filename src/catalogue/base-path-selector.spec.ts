import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textMisfit } from '../platform/settings/setting-form.js';
import { BASE_PATH_FORM, parseBasePathSelector, SELECTOR_FORM } from './base-path-selector.js';
import { parseBasePath } from './base-path.js';

const nearly = fc
  .array(fc.constantFrom('/', '.', '..', 'a', 'eni', 'v1', '-', '~', ' ', '%', '\n', 'x'.repeat(255)), { maxLength: 9 })
  .map((parts) => parts.join(''));

describe('the form of base paths in the settings', () => {
  it('takes exactly what is a base path', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nearly,
          nearly.map((text) => `/${text}`),
          fc.string(),
        ),
        (text) => {
          expect([text, textMisfit(BASE_PATH_FORM, text) === undefined]).toEqual([
            text,
            parseBasePath(text) !== undefined,
          ]);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('takes exactly what selects base paths', () => {
    const long = fc.integer({ min: 505, max: 520 }).map((length) => '/'.padEnd(length, 'x'));
    const text = fc.oneof(nearly, long, fc.string());
    const selector = fc
      .tuple(fc.constantFrom('', '/'), text, fc.constantFrom('', '/', '/*', '*', '//*', '/*/*'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(selector, (text) => {
        expect([text, textMisfit(SELECTOR_FORM, text) === undefined]).toEqual([
          text,
          parseBasePathSelector(text) !== undefined,
        ]);
      }),
      { numRuns: 20_000 },
    );
  });

  it('is quick on texts that almost fit', () => {
    const startMs = performance.now();
    for (const text of ['/'.repeat(100_000), `${'/a'.repeat(50_000)}//`, `/${'.'.repeat(100_000)}/%`])
      for (const { pattern } of [BASE_PATH_FORM, SELECTOR_FORM]) pattern!.test(text);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
