import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { membersOf, partsOf, repeatsKey, withoutIdleBlanks } from './json-parts.js';

const dense = (json: string): string => withoutIdleBlanks(Buffer.from(json)).toString('utf8');

const text = fc.oneof(anyText({ maxLength: 8 }), fc.constantFrom('', ' ', '\\', '"', '\\"', ',', '{"a" : 1}', '[ ]'));
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(text, fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constantFrom(true, false, null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}));

describe('withoutIdleBlanks', () => {
  it('writes any JSON as JSON.stringify does', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        expect(dense(` ${JSON.stringify(value, undefined, space)}\r\n`)).toBe(JSON.stringify(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['[1 2]', '[1 2]'],
    ['[1 \n 2]', '[1 2]'],
    ['["a" "b"]', '["a" "b"]'],
    ['{"a":tr ue}', '{"a":tr ue}'],
    ['[1,\u00012]', '[1,\u00012]'],
    ['[1,\u000b2]', '[1,\u000b2]'],
    ['["a b', '["a b'],
    ['["a\\', '["a\\'],
    ['  ', ''],
  ])('makes no JSON of %j', (broken, left) => {
    expect(dense(broken)).toBe(left);
  });
});

describe('partsOf and membersOf', () => {
  it('split where JSON.parse does', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1), (value, space) => {
        const written = JSON.stringify({ list: [value, value], value }, undefined, space);
        const members = membersOf(written)!;
        expect([...members.keys()]).toEqual(['list', 'value']);
        const parts = [...partsOf(members.get('list')!), members.get('value')!];
        expect(parts.map((each) => JSON.parse(each) as unknown)).toEqual(
          Array.from({ length: 3 }, () => JSON.parse(JSON.stringify(value)) as unknown),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['[]', '{}', ' [ ] ', '{\n}'])('find nothing in %j', (empty) => {
    expect(partsOf(empty)).toEqual([]);
  });

  it('read a text of nothing but escapes in one go', () => {
    const written = `{"a":"${'\\\\\\"'.repeat(500_000)}","b":"${'\\\\'.repeat(1_000_000)}"}`;
    expect([...membersOf(written)!.keys()]).toEqual(['a', 'b']);
  });
});

describe('repeatsKey', () => {
  it.each([
    ['{"status":"success","data":{},"status":"success"}'],
    ['{"data":{"result":[1]},"data":{"result":[]}}'],
    ['{"data":{},"d\\u0061ta":{}}'],
    ['{"data":{"result":[],"result":[]}}'],
    ['{"data":{"resultType":"vector","resultType":"matrix"}}'],
    ['{"data":{"result":[{"metric":{}},{"metric":{},"metric":{"a":"b"}}]}}'],
    [' { "data" : { "result" : [ { "values" : [ ] , "values" : [ ] } ] } } '],
  ])('sees it in %s', (written) => {
    expect(repeatsKey(written)).toBe(true);
  });

  it.each([
    ['{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[]}]}}'],
    ['{"status":"data","data":"status"}'],
    ['{"data":{"data":{"data":1},"result":{"a":1}},"result":[]}'],
    ['{"data":{"result":[{"a":"a\\",\\"a\\":"},{"a":1},[1,1],1,"a"]}}'],
    ['{"data":null}'],
    ['{"data":[]}'],
    ['{}'],
    // What is inside of a remark is the server's own affair.
    ['{"trace":{"a":1,"a":2}}'],
  ])('sees none in %s', (written) => {
    expect(repeatsKey(written)).toBe(false);
  });
});
