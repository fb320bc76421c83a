import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import { RoversParameters } from '../../../src/declarations/rover-api/rovers-query.js';
import { DetailsParameters, HeartbeatsParameters } from '../../../src/heartbeats/heartbeats-query.js';
import { RefusedRequestError } from '../../../src/platform/http/problem.js';
import { readQuery, type Parameters } from '../../../src/platform/http/query-parameters.js';
import type { SettingsClass } from '../../../src/platform/settings/setting-form.js';

interface Schema {
  readonly type: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly items?: Schema;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}

const { paths } = parse(readFileSync('openapi.yaml', 'utf8')) as {
  paths: Record<string, Record<string, { parameters: Parameter[] }>>;
};
const DECLARED: readonly (readonly [string, SettingsClass])[] = [
  ['/heartbeats', HeartbeatsParameters],
  ['/heartbeats/details', DetailsParameters],
  ['/rovers', RoversParameters],
];
const documented = (path: string): Parameter[] => paths[path]!['get']!.parameters.filter((each) => each.in === 'query');
const every = DECLARED.flatMap(([path, declared]) =>
  documented(path).map((parameter) => [`${path} ${parameter.name}`, declared, parameter, path] as const),
);

/** Values on both sides of each limit. */
function valuesOf({
  type,
  minimum = 0,
  maximum = 0,
  maxLength = 0,
  maxItems,
  enum: choices,
  items,
}: Schema): fc.Arbitrary<unknown> {
  if (type === 'integer')
    return fc.oneof(fc.integer(), ...[minimum, maximum].map((limit) => fc.integer({ min: limit - 2, max: limit + 2 })));
  if (type === 'array') {
    const counts = fc.constantFrom(maxItems!, maxItems! + 1);
    const many = fc.tuple(counts, valuesOf(items!)).map(([count, item]) => Array<unknown>(count).fill(item));
    const few = fc.array(valuesOf(items!), { minLength: 1, maxLength: 3 });
    return fc.oneof({ arbitrary: few, weight: 9 }, { arbitrary: many, weight: 1 });
  }
  if (choices) {
    const choice = fc.constantFrom(...choices);
    return fc.oneof(
      choice,
      choice,
      choice.map((each) => each.toLowerCase()),
      fc.string(),
    );
  }
  const plain = fc.constantFrom('/a', '/eni', '/v1', '/~.', '/*', '/'.padEnd(maxLength - 5, 'x'));
  const odd = fc.constantFrom('/', '.', '..', ' ', '%', 'ä', '\n');
  const joined = (piece: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
  return fc.oneof(joined(plain), joined(plain), joined(fc.oneof(plain, odd)));
}

/** The same as it stands in a query. */
const written = (name: string, value: unknown): Parameters =>
  (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)] as const);

function isTaken(declared: SettingsClass, parameters: Parameters): boolean {
  try {
    readQuery(declared, parameters);
    return true;
  } catch (error) {
    if (error instanceof RefusedRequestError) return false;
    throw error;
  }
}

function compiled(schema: Schema): ValidateFunction {
  return new Ajv({ strict: false }).compile(schema);
}

describe('the parameters of every query', () => {
  it('are all that take any', () => {
    const taking = Object.keys(paths).filter((path) => paths[path]!['get'] && documented(path).length > 0);
    expect(taking.toSorted()).toEqual(DECLARED.map(([path]) => path));
  });

  it.each(every)('are taken exactly where the API document says so: %s', (_, declared, { name, schema }, path) => {
    const validate = compiled(schema);
    // Other parameters that must be given are, in their example.
    const others = documented(path)
      .filter((each) => each.required && each.name !== name)
      .flatMap((each) => written(each.name, each.schema.examples?.[0]));
    let taken = 0;
    fc.assert(
      fc.property(valuesOf(schema), (value) => {
        const parameters = [...others, ...written(name, value)];
        const fits = validate(value) === true;
        if (fits) taken += 1;
        expect([value, isTaken(declared, parameters)]).toEqual([value, fits]);
      }),
      { numRuns: 200 },
    );
    expect(taken).toBeGreaterThan(10);
  });

  it.each(every)(
    'have the defaults and the examples that the API document shows: %s',
    (_, declared, parameter, path) => {
      const { name, required, schema } = parameter;
      expect(isTaken(declared, [])).toBe(documented(path).every((each) => !each.required));
      if (!required)
        expect((readQuery(declared, []) as Record<string, unknown>)[name] ?? []).toEqual(schema.default ?? []);
      expect(schema.examples).toHaveLength(1);
      expect(isTaken(declared, written(name, schema.examples![0]))).toBe(true);
    },
  );

  it.each(DECLARED)('are known by these names alone: %s', (path, declared) => {
    expect(Object.keys(new declared()).toSorted()).toEqual(
      documented(path)
        .map(({ name }) => name)
        .toSorted(),
    );
  });
});
