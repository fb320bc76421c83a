import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Fields } from '../../deploy/fields.js';
import { problemKinds } from '../../../src/platform/http/problem.js';
import '../../../src/app.module.js';
import '../../../src/declarations/rover-api/rover-problems.js';

const DOCUMENT = parse(readFileSync('openapi.yaml', 'utf8')) as Fields;
const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);
const OPERATIONS = Object.entries(DOCUMENT['paths'] as Fields).flatMap(([path, item]) =>
  Object.entries(item as Fields)
    .filter(([method]) => METHODS.has(method))
    .map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation: operation as Fields })),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false });

function resolved(schema: Fields): Fields {
  const name = /^#\/components\/schemas\/(.*)$/.exec(schema['$ref'] ?? '')?.[1];
  return name === undefined ? schema : DOCUMENT['components'].schemas[name];
}

function fits(schema: Fields, value: unknown): unknown[] {
  const validate = ajv.compile({ ...schema, components: DOCUMENT['components'] });
  validate(value);
  return validate.errors ?? [];
}

/** Every scalar below a schema, with where it stands. */
function scalarsOf(schema: Fields, place: string): [place: string, scalar: Fields][] {
  const plain = resolved(schema);
  const parts = [...(plain['oneOf'] ?? []), ...(plain['allOf'] ?? []), ...(plain['anyOf'] ?? [])] as Fields[];
  if (parts.length > 0) return parts.flatMap((each) => scalarsOf(each, place));
  if (plain['items']) return [[place, plain], ...scalarsOf(plain['items'], `${place}[]`)];
  if (plain['type'] === 'object')
    return Object.entries((plain['properties'] ?? {}) as Fields).flatMap(([name, each]) =>
      scalarsOf(each as Fields, `${place}.${name}`),
    );
  return [[place, plain]];
}

/** What a schema does not limit, though values of its type may be of any size. */
function isLimited(schema: Fields): boolean {
  const types = [schema['type']].flat().filter((each) => each !== 'null');
  if (schema['enum'] || types.includes('boolean')) return true;
  if (types.includes('string')) return schema['maxLength'] !== undefined;
  if (types.includes('array')) return schema['maxItems'] !== undefined;
  return schema['minimum'] !== undefined;
}

describe('the API document', () => {
  it('is OpenAPI 3.1, with groups in the order in which they are explained', () => {
    expect(DOCUMENT['openapi']).toBe('3.1.0');
    const tags = (DOCUMENT['tags'] as Fields[]).map(({ name }) => name as string);
    expect(tags).toEqual(['heartbeats', 'rovers', 'operation']);
    const used = OPERATIONS.map(({ operation }) => operation['tags'][0] as string);
    expect(used.filter((each, index) => used.indexOf(each) === index)).toEqual(tags);
    expect(used.map((each) => tags.indexOf(each))).toEqual(used.map((each) => tags.indexOf(each)).toSorted());
  });

  it('has operations that read as the methods of a client', () => {
    expect(OPERATIONS.map(({ operation }) => operation['operationId'])).toEqual([
      'listHeartbeats',
      'listHeartbeatDetails',
      'listRovers',
      'getRover',
      'putRover',
      'deleteRover',
      'getMetrics',
      'getHeartbeatMetrics',
      'getLiveness',
      'getReadiness',
    ]);
  });

  it('names schemas as a reader would, and a token what it is', () => {
    const names = Object.keys(DOCUMENT['components'].schemas as Fields);
    expect(names).toContain('HeartbeatDetails');
    expect(names.filter((name) => /Dto|Controller/.test(name))).toEqual([]);
    expect(DOCUMENT['components'].securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', description: expect.stringContaining('access.tokens') },
    });
    const guarded = OPERATIONS.filter(({ operation }) => operation['security'].length > 0);
    expect(guarded.map(({ operation }) => operation['operationId'])).toEqual(['putRover', 'deleteRover']);
  });

  const parameters = OPERATIONS.flatMap(({ name, operation }) =>
    ((operation['parameters'] ?? []) as Fields[]).map((each): [string, Fields] => [`${name} ${each['name']}`, each]),
  );

  it.each(parameters)('says of each parameter what it is, with limits and an example: %s', (_, parameter) => {
    const { schema, description } = parameter;
    expect(description.length).toBeGreaterThan(8);
    for (const [place, each] of scalarsOf(schema, '')) expect([place, isLimited(each)]).toEqual([place, true]);
    const example = parameter['example'] ?? schema['examples']?.[0];
    expect(example).toBeDefined();
    expect(fits(schema, example)).toEqual([]);
  });

  const bodies = OPERATIONS.flatMap(({ name, operation }) =>
    Object.entries((operation['requestBody']?.content ?? {}) as Fields).map(([type, content]): [string, Fields] => [
      `${name} ${type}`,
      content as Fields,
    ]),
  );

  it.each(bodies)('has a type, limits and an example for each body that is sent: %s', (_, { schema, example }) => {
    expect(schema.type).toBeDefined();
    for (const [place, each] of scalarsOf(schema, '')) expect([place, isLimited(each)]).toEqual([place, true]);
    expect(fits(schema, example)).toEqual([]);
    expect(typeof example === 'string' ? parse(example) : example).toMatchObject({ kind: 'Rover' });
  });

  const answers = OPERATIONS.flatMap(({ name, operation }) =>
    Object.entries(operation['responses'] as Fields).flatMap(([status, answer]) =>
      Object.entries(((answer as Fields)['content'] ?? {}) as Fields).map(
        ([type, content]): [string, string, Fields] => [`${name} ${status} ${type}`, status, content as Fields],
      ),
    ),
  );

  it.each(answers)('has an example of each part of an answer: %s', (_, __, { schema, example, examples }) => {
    const shown = example ?? examples;
    if (shown !== undefined) return;
    for (const [place, each] of scalarsOf(schema, '')) {
      if (each['type'] === 'array') continue;
      expect([place, each['examples']?.length]).toEqual([place, 1]);
      expect([place, fits({ ...each, examples: undefined }, each['examples'][0])]).toEqual([place, []]);
    }
  });

  const problems = answers.filter(([name, status]) => name.endsWith('problem+json') && status !== '4XX');

  it.each(problems)('has examples of its own for each problem: %s', (_, status, { schema, examples }) => {
    const values = Object.values(examples as Fields).map((each) => (each as Fields)['value'] as Fields);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) {
      expect(fits(schema, value)).toEqual([]);
      expect(String(value['status'])).toBe(status);
    }
  });

  it('shows every kind of problem that there is', () => {
    const shown = problems.flatMap(([, , { examples }]) => Object.keys(examples as Fields));
    // Only routes that are still to come take JSON bodies.
    const expected = [...problemKinds().keys()].filter((each) => each !== 'invalid-body');
    expect(expected.filter((each) => !shown.includes(each))).toEqual([]);
  });
});
