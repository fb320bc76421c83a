import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import { Random } from '../../test/support/random.js';
import { parseBasePathSelector, selects } from '../catalogue/base-path-selector.js';
import { RuleBook, type RuleOverride } from './rule-book.js';

const COMMON = { thresholdScaled: 9_000, minimumRequests: 10 };

function override(minimumRequests: number, ...selectors: readonly string[]): RuleOverride {
  const rule = { thresholdScaled: 9_500, minimumRequests };
  return { selectors: selectors.map((each) => parseBasePathSelector(each)!), rule };
}

const BOOK = new RuleBook(COMMON, [
  override(1, '/eni/slow/v1'),
  override(2, '/eni/slow/*', '/other/*'),
  override(3, '/eni/slow/v1', '/eni/fast/v1', '/eni/slow/v1/beta'),
  override(4, '/eni/*'),
]);

describe('RuleBook', () => {
  it.each([
    ['/eni/slow/v1', 1],
    ['/eni/slow/v2', 2],
    ['/eni/slow', 2],
    ['/eni/slow/v1/beta', 2],
    ['/other/v1', 2],
    ['/eni/fast/v1', 3],
    ['/eni/fast/v1/below', 4],
    ['/eni/slower', 4],
    ['/eni', 4],
    ['/enim/v1', 10],
    ['/v1', 10],
  ])('judges %s by the first entry that selects it: %d', (path, minimumRequests) => {
    expect(BOOK.ruleOf(basePath(path)).minimumRequests).toBe(minimumRequests);
  });

  it('judges everything by the common rule without overrides, or by one of all', () => {
    expect(new RuleBook(COMMON).ruleOf(basePath('/eni/slow/v1'))).toBe(COMMON);
    const { rule, selectors } = override(7, '/*');
    expect(new RuleBook(COMMON, [{ rule, selectors }]).ruleOf(basePath('/eni/slow/v1'))).toBe(rule);
  });

  it('answers as each selector would, asked one after the other', () => {
    const random = new Random(7);
    const path = (): string =>
      Array.from({ length: random.between(1, 4) }, () => `/${random.pick(['a', 'aa', 'b'])}`).join('');
    for (let time = 0; time < 500; time++) {
      const overrides = Array.from({ length: random.between(0, 5) }, (_, index) =>
        override(index, random.pick([path(), `${path()}/*`, `${path()}/*`]), random.pick([path(), `${path()}/*`])),
      );
      const book = new RuleBook(COMMON, overrides);
      const asked = basePath(path());
      const first = overrides.find(({ selectors }) => selectors.some((each) => selects(each, asked)));
      expect(book.ruleOf(asked)).toBe(first?.rule ?? COMMON);
    }
  });
});
