import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { patternOf } from './label-pattern.js';

it('B8: a pattern matches its texts, and nothing else', () => {
  const text = fc.oneof(anyText({ maxLength: 6 }), fc.constantFrom('a.b', 'a|b', '(a)', '[a-z]+', '\\d', '^$', ''));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (texts, other) => {
      const pattern = new RegExp(`^(?:${patternOf(texts)})$`, 's');
      expect(texts.every((each) => pattern.test(each))).toBe(true);
      expect(pattern.test(other)).toBe(texts.includes(other));
    }),
  );
});
