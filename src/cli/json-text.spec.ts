import { expect, it } from '@jest/globals';
import { jsonText } from './json-text.js';

it.each([undefined, 2])('JSON for a terminal says the same, indented by %p', (indent) => {
  const value = { text: '\u001b[2J\u009b31m\u202eevil\u2066\u200b\n"', list: ['ä', 1, null] };
  const text = jsonText(value, indent);
  expect(JSON.parse(text)).toEqual(value);
  expect(text.replaceAll('\n', '')).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]*$/);
});
