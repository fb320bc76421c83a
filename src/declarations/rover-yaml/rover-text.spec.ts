import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../../test/support/rover-yaml-of-all-kinds.js';
import fc from 'fast-check';
import { parseBasePath } from '../../catalogue/base-path.js';
import type { PulseAuth, PulseDeclaration, PulseExpectations } from '../../sources/pulse/pulse-declaration.js';
import type { RoverExposure } from '../rover-entry.js';
import { OWN_ROVER_YAML } from './rover-text.js';

const secret = fc.constantFrom('echo-key', 'a').map((secretRef) => ({ secretRef }));
/** What is hard to quote: indicators, numbers, words that mean something, line ends, other letters. */
const text = fc.oneof(
  fc.constantFrom(
    'true',
    'null',
    '~',
    '- a',
    '# x',
    'a: b',
    '012',
    '1e3',
    '&a *b',
    '"',
    "'",
    '{',
    ' x ',
    'a\nb\n',
    '\t',
    '<<',
    '€ 😀',
  ),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 }),
);

const auth: fc.Arbitrary<PulseAuth> = fc.oneof(
  fc.record({ kind: fc.constant('basic' as const), username: fc.constantFrom('u', '5', 'true'), password: secret }),
  fc.record({ kind: fc.constant('bearer' as const), token: secret }),
  fc.record(
    {
      kind: fc.constant('oauth2' as const),
      tokenUrl: fc.constant('https://login.example.com/token'),
      clientId: fc.constantFrom('c', '7'),
      clientSecret: secret,
      scope: fc.constantFrom('a b', 'read'),
    },
    { requiredKeys: ['kind', 'tokenUrl', 'clientId', 'clientSecret'] },
  ),
);

const range = fc
  .tuple(fc.integer({ min: 200, max: 499 }), fc.integer({ min: 200, max: 499 }))
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
const classes = fc.constantFrom(200, 300, 400).map((from) => ({ from, to: from + 99 }));
const DEFAULT_STATUS = [200, 300, 400].map((from) => ({ from, to: from + 99 }));

const expectations: fc.Arbitrary<PulseExpectations> = fc.record(
  {
    status: fc.oneof(fc.constant(DEFAULT_STATUS), fc.array(fc.oneof(range, classes), { minLength: 1, maxLength: 4 })),
    bodyContains: text,
    json: fc.array(
      fc.record({
        path: fc.constantFrom('$.status', '$.a[0].b'),
        equals: fc.oneof(text, fc.integer({ min: -5, max: 5 }), fc.boolean(), fc.constant(null)),
      }),
      { maxLength: 2 },
    ),
    maxLatencyMs: fc.integer({ min: 1, max: 100 }),
  },
  { requiredKeys: ['status', 'json'] },
);

const pulse: fc.Arbitrary<PulseDeclaration> = fc.record(
  {
    enabled: fc.boolean(),
    path: fc.constantFrom('/health', '/a?b=c', '/x/y.json'),
    method: fc.constant('POST' as const),
    body: text,
    headers: fc
      .uniqueArray(
        fc.tuple(fc.constantFrom('Accept', 'X-Tenant', 'X-Trace'), fc.constantFrom('application/json', '5', 'no')),
        {
          selector: ([name]) => name,
        },
      )
      .map((headers) => [...headers, ['X-Api-Key', { secretRef: 'echo-key' }] as [string, { secretRef: string }]]),
    intervalMs: fc.integer({ min: 30_001, max: 300_000 }),
    timeoutMs: fc.integer({ min: 100, max: 30_000 }),
    retries: fc.integer({ min: 0, max: 3 }),
    backoffMs: fc.oneof(fc.constant(250), fc.integer({ min: 50, max: 5_000 })),
    expect: expectations,
    auth,
    record: fc.boolean(),
  },
  { requiredKeys: ['enabled', 'method', 'headers', 'retries', 'backoffMs', 'expect', 'record'] },
);

const origin = fc.record(
  { zone: fc.constantFrom('dataplane1', '5', 'true'), environment: fc.constantFrom('playground', '7') },
  { requiredKeys: [] },
);

describe('the text of a Rover', () => {
  it('means the very exposures that it was made from, and equal ones give equal texts', () => {
    const exposures = fc
      .tuple(origin, fc.array(fc.option(pulse, { nil: undefined }), { minLength: 1, maxLength: 3 }))
      .map(([from, blocks]): RoverExposure[] =>
        blocks.map((block, index) => ({
          basePath: parseBasePath(`/eni/n${index}/v1`)!,
          rover: 'eni-echo',
          ...from,
          ...(block && { blocks: { pulse: block } }),
        })),
      );
    fc.assert(
      fc.property(exposures, (declared) => {
        const written = ROVER_YAML_OF_ALL_KINDS.write('eni-echo', declared);
        const read = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(written), OWN_ROVER_YAML);
        expect(read).toEqual({ ok: true, exposures: declared, rovers: 1, placeOf: expect.any(Function) });
        expect(read.ok && ROVER_YAML_OF_ALL_KINDS.write('eni-echo', read.exposures)).toBe(written);
      }),
      { numRuns: 500 },
    );
  });

  it('holds nothing that is a default', () => {
    const declared = ROVER_YAML_OF_ALL_KINDS.read(
      Buffer.from(
        'apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec: { exposures: [{ basePath: /a, pulse: {} }] }\n',
      ),
    );
    if (!declared.ok) throw new Error(JSON.stringify(declared));
    expect(ROVER_YAML_OF_ALL_KINDS.write('a', declared.exposures)).toBe(
      [
        'apiVersion: tcp.ei.telekom.de/v1',
        'kind: Rover',
        'metadata:',
        '  name: a',
        'spec:',
        '  exposures:',
        '    - basePath: /a',
        '      pulse:',
        '        enabled: true',
        '',
      ].join('\n'),
    );
  });
});
