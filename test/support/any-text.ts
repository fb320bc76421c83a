import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const MOST = 0x10ffff - SURROGATES.count;

/**
 * Every code point but half a surrogate, evenly: what fast-check calls `unit: 'binary'`, whose table of all 1.1 million
 * code points costs each file that uses it a second or two.
 */
const anyCodePoint = fc.nat({ max: MOST }).map(
  (number) => String.fromCodePoint(number < SURROGATES.first ? number : number + SURROGATES.count),
  (text) => numberOf(text),
);

/** The way back, by which fast-check makes a failing text smaller. */
function numberOf(text: unknown): number {
  const point = typeof text === 'string' && [...text].length === 1 ? text.codePointAt(0)! : -1;
  if (point < 0) throw new Error('not one code point');
  return point < SURROGATES.first ? point : point - SURROGATES.count;
}

/** Any text that is well-formed Unicode: controls, private characters and those that are not assigned too. */
export function anyText(limits: Pick<fc.StringConstraints, 'minLength' | 'maxLength'> = {}): fc.Arbitrary<string> {
  return fc.string({ ...limits, unit: anyCodePoint });
}
