import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExpositionScan } from './exposition-scan.js';
import { parseLabels } from './series-labels.js';

const bytes = (text: string): string => Buffer.from(text).toString('latin1');

describe('parseLabels', () => {
  it.each([
    ['a="1",b="x\\"y\\\\z\\n"', { a: '1', b: 'x"y\\z\n' }],
    ['a="1",', { a: '1' }],
    ['', {}],
    ['a="1" , b = "2"', { a: '1', b: '2' }],
    ['a="café ✓ \u202e"', { a: 'café ✓ \u202e' }],
    ['"http.hits","url.path"="/a","b"="1",c="2"', { 'url.path': '/a', b: '1', c: '2' }],
    ['"größe"="a", "x\\"y\\\\" = "b"', { größe: 'a', 'x"y\\': 'b' }],
    ['a="1","http.hits"', { a: '1' }],
    ['__proto__="x"', JSON.parse('{"__proto__":"x"}') as object],
  ])('reads %s', (text, labels) => {
    expect({ ...parseLabels(bytes(text)) }).toEqual({ ...labels });
  });

  it.each(['a=1', 'a="1" b="2"', '1a="x"', 'a="1",a="2"', 'a="x', 'a', 'a,b="1"', '""="x"', '"a"="1",a="2"', '"a.b'])(
    'refuses %s',
    (text) => {
      expect(parseLabels(text)).toBeUndefined();
    },
  );

  it('refuses more than 64 labels', () => {
    expect(parseLabels(Array.from({ length: 65 }, (_, index) => `l${index}="x"`).join(','))).toBeUndefined();
  });

  it('reads whatever the scan of a page lets through, and to the same labels', () => {
    const blanks = fc.constantFrom('', ' ', '\t ');
    const value = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ''));
    const label = fc.tuple(fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/), value, blanks, blanks);
    const written = fc.uniqueArray(label, { selector: ([name]) => name, maxLength: 8 });
    fc.assert(
      fc.property(written, fc.constantFrom('', ',', ', '), (labels, end) => {
        const escaped = (text: string): string => text.replaceAll(/["\\]/g, String.raw`\$&`);
        const parts = labels.map(
          ([name, text, before, after]) => `${before}${name}${after}=${before}"${escaped(text)}"${after}`,
        );
        const seen: string[] = [];
        const scan = new ExpositionScan(['hits'], false);
        scan.push(Buffer.from(`hits{${parts.join()}${labels.length > 0 ? end : ''}} 1\n`), (line) =>
          seen.push(line.labels),
        );
        scan.end();
        const expected = Object.fromEntries(labels.map(([name, text]) => [name, Buffer.from(text).toString()]));
        expect(seen.map((each) => ({ ...parseLabels(each) }))).toEqual([expected]);
      }),
    );
  });
});
