import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../../test/support/rover-yaml-of-all-kinds.js';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { RefusedRequestError } from '../../platform/http/problem.js';
import { parseBasePath } from '../../catalogue/base-path.js';
import { readSentRover } from './sent-rover.js';

const ROVER = {
  apiVersion: 'tcp.ei.telekom.de/v1',
  kind: 'Rover',
  metadata: { name: 'a' },
  spec: { exposures: [{ type: 'event' }, { basePath: '/a/v1', pulse: { method: 'POST', body: 'x' } }] },
};
const withBody = (body: string): object => {
  const pulse = { method: 'POST', body };
  return { ...ROVER, spec: { exposures: [{ basePath: '/a/v1', pulse }] } };
};
const listOf = (...items: object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const read = (text: string, json = true) =>
  readSentRover({ name: 'a', bytes: Buffer.from(text), json }, ROVER_YAML_OF_ALL_KINDS);

async function refusal(text: string, json: boolean): Promise<[status: number, ...codes: string[]]> {
  try {
    await read(text, json);
  } catch (error) {
    if (error instanceof RefusedRequestError) return [error.kind.status, ...error.fields!.map((each) => each.title)];
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('a sent Rover', () => {
  it.each([
    ['in one line', JSON.stringify(ROVER)],
    ['indented by tabs', JSON.stringify(ROVER, null, '\t')],
    ['with the line ends of Windows', JSON.stringify(ROVER, null, 2).replaceAll('\n', '\r\n')],
    ['with escaped slashes', JSON.stringify(ROVER).replaceAll('/', '\\/')],
    ['with a byte order mark', `\ufeff${JSON.stringify(ROVER)}`],
    ['with space around', `\n  ${JSON.stringify(ROVER)}\n\n`],
    ['in a list, beside what is not a Rover', listOf({ kind: 'ConfigMap', apiVersion: 'v1' }, ROVER)],
    ['with a long key of others', JSON.stringify({ ...ROVER, ['k'.repeat(1_500)]: 1e300 })],
  ])('may be JSON %s', async (_, text) => {
    expect((await read(text)).exposures).toMatchObject([
      { basePath: '/a/v1', rover: 'a', blocks: { pulse: { body: 'x' } } },
    ]);
  });

  it('means by a text in JSON what JSON means by it', async () => {
    const text = anyText({ minLength: 1, maxLength: 40 }).filter(
      (each) => !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]/u.test(each),
    );
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        expect((await read(JSON.stringify(withBody(body)))).exposures[0]!.blocks).toMatchObject({ pulse: { body } });
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, string, boolean, unknown[]]>([
    ['JSON that ends early', '{"kind":', true, [400, 'SYNTAX']],
    ['YAML as JSON', 'kind: Rover', true, [400, 'SYNTAX']],
    ['YAML in the guise of JSON', JSON.stringify(ROVER).replace('"kind"', 'kind'), true, [400, 'SYNTAX']],
    ['nothing as JSON', '', true, [400, 'SYNTAX']],
    ['a key twice in JSON', '{"a":1,"a":2}', true, [400, 'DUPLICATE']],
    ['a key twice in YAML', 'a: 1\na: 2', false, [422, 'DUPLICATE']],
    ['nothing as YAML', '', false, [422, 'EMPTY']],
    ['two documents', `${JSON.stringify(ROVER)}\n---\n${JSON.stringify(ROVER)}`, false, [422, 'MULTI_DOC']],
    ['a list', '[]', false, [422, 'EXPOSURES']],
    [
      'several mistakes',
      JSON.stringify({ ...ROVER, spec: { zone: '-', exposures: [1] } }),
      true,
      [422, 'EXPOSURES', 'ZONE'],
    ],
    ['a list of several Rovers', listOf(ROVER, { ...ROVER, metadata: { name: 'b' } }), false, [422, 'MULTI_DOC']],
    ['a list without Rovers', listOf({ kind: 'ConfigMap', apiVersion: 'v1' }), false, [422, 'EXPOSURES']],
    ['a list of a Rover of another name', listOf({ ...ROVER, metadata: { name: 'b' } }), false, [422, 'NAME']],
  ])('is refused: %s', async (_, text, json, expected) => {
    expect([...(await refusal(text, json))].toSorted()).toEqual(expected.toSorted());
  });

  it('knows where the pulse block of a base path stands, in both forms', async () => {
    const flat = await read(JSON.stringify(ROVER, null, 1));
    expect(flat.placeOf(parseBasePath('/a/v1')!, 'pulse')).toEqual({ path: 'spec.exposures[1].pulse', line: 14 });
    const resource = `apiVersion: rover.cp.ei.telekom.de/v1
kind: Rover
metadata: { name: a }
spec:
  exposures:
    - event: {}
    - api:
        basePath: /a/v1/
        pulse: {}
`;
    expect((await read(resource, false)).placeOf(parseBasePath('/a/v1')!, 'pulse')).toEqual({
      path: 'spec.exposures[1].api.pulse',
      line: 9,
    });
  });
});
