import { expect, it } from '@jest/globals';
import { parseTraceParent } from './trace-parent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

it.each([`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-00`, `cc-${TRACE}-${SPAN}-01`, `cc-${TRACE}-${SPAN}-01-more`])(
  'takes %s',
  (header) => {
    expect(parseTraceParent(header)).toEqual({ traceId: TRACE, spanId: SPAN });
  },
);

it.each<[unknown]>([
  [undefined],
  [[`00-${TRACE}-${SPAN}-01`]],
  [''],
  [`ff-${TRACE}-${SPAN}-01`],
  [`00-${'0'.repeat(32)}-${SPAN}-01`],
  [`00-${TRACE}-${'0'.repeat(16)}-01`],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`],
  [`00-${TRACE}-${SPAN}`],
  [`00-${TRACE}-${SPAN}-01-more`],
  [`00-${TRACE}-${SPAN}-01x`],
  [`cc-${TRACE}-${SPAN}-01${'-x'.repeat(200)}`],
  [`${'0'.repeat(100_000)}`],
])('takes %j for no trace', (header) => {
  expect(parseTraceParent(header)).toBeUndefined();
});
