import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { shownName } from './shown-name.js';

describe('shownName', () => {
  it.each([
    ['plain', 'plain'],
    ['größe-日本-😀', 'größe-日本-😀'],
    ['a\nb\r\t', 'a\\u000ab\\u000d\\u0009'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u0000', '\\u0000'],
    ['\u009bx', '\\u009bx'],
    ['\u202egnp', '\\u202egnp'],
    ['\u2066a\u2069', '\\u2066a\\u2069'],
    ['\u061c\u200b\ufeff\u00ad', '\\u061c\\u200b\\ufeff\\u00ad'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\ud800'],
    ['\udc00x', '\\udc00x'],
    ['\uffff', '\\uffff'],
    ['x'.repeat(120), 'x'.repeat(120)],
    ['x'.repeat(10_000), `${'x'.repeat(119)}…`],
    [`${'x'.repeat(118)}😀😀`, `${'x'.repeat(118)}…`],
  ])('shows %j harmlessly', (value, shown) => {
    expect(shownName(value)).toBe(shown);
  });

  it('shows one bounded line of printable characters for any input', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 300 }), (value) => {
        const shown = shownName(value);
        return !/[\p{C}\p{Zl}\p{Zp}]/u.test(shown) && shown.length <= 120 * 9;
      }),
      { numRuns: 2_000 },
    );
  });
});
