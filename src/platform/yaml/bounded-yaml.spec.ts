import { describe, expect, it } from '@jest/globals';
import { bytesOf, hostileRows, type HostileYaml } from '../../../test/support/hostile-yaml.js';
import { readYaml } from './bounded-yaml.js';
import { FOREIGN_YAML, SETTINGS_YAML, type YamlLimits } from './yaml-limits.js';

interface HostileText extends HostileYaml {
  /** What a Rover file of this text is answered; it may be empty as YAML, not as a Rover. */
  readonly rover: string;
  readonly settings: string;
}

const rows = hostileRows<HostileText>('yaml');

function outcomeOf(row: HostileText, limits: YamlLimits): string {
  const result = readYaml(bytesOf(row), limits);
  return result.ok ? 'ok' : result.problem.code;
}

const valueOf = (text: string): unknown => {
  const result = readYaml(Buffer.from(text), FOREIGN_YAML);
  return result.ok ? result.documents.map((each) => each.value) : result.problem;
};

describe('a hostile YAML text', () => {
  it.each(rows)('is answered as written, from others and in the settings: %s', (_, row) => {
    expect({ rover: outcomeOf(row, FOREIGN_YAML), settings: outcomeOf(row, SETTINGS_YAML) }).toEqual({
      rover: row.rover === 'EMPTY' ? 'ok' : row.rover,
      settings: row.settings,
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(rows)('never blocks the event loop for long: %s', (_, row) => {
    const bytes = bytesOf(row);
    const startMs = performance.now();
    readYaml(bytes, FOREIGN_YAML);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});

describe('a YAML text', () => {
  it('is read as YAML 1.2, regardless of the version that it claims', () => {
    expect(valueOf('%YAML 1.1\n---\n{ a: yes, b: 2001-01-01, c: 0o17, d: 1e3, e: ~ }')).toEqual([
      { a: 'yes', b: '2001-01-01', c: 15, d: 1_000, e: null },
    ]);
  });

  it('takes values of a merge key unless they are written out', () => {
    expect(valueOf('a: &a { b: 1, c: 1 }\nd: { <<: *a, b: 2 }')).toEqual([{ a: { b: 1, c: 1 }, d: { b: 2, c: 1 } }]);
  });

  it.each([
    'a: |hunter2',
    'a: >hunter2\n b',
    '  hunter2: |\n  hunter2\nb: c: hunter2',
    '"hunter2\n',
    "{ a 'hunter2' b",
    'hunter2 x: 1\nhunter2 x: 2',
  ])('is not repeated by the parser where it cannot be read: %j', (text) => {
    expect(valueOf(text)).toMatchObject({ code: expect.stringMatching(/SYNTAX|DUPLICATE/) });
    expect(JSON.stringify(valueOf(text))).not.toContain('hunter2');
  });

  it('names the line of a mistake', () => {
    expect(valueOf('a: 1\nb: 1\na: 1')).toMatchObject({
      code: 'DUPLICATE',
      line: 3,
      message: 'the key "a" stands twice',
    });
    expect(valueOf('a: 1\n---\nb: { c: 1, c: 2 }')).toMatchObject({ code: 'DUPLICATE', line: 3 });
  });

  it.each([
    [['a'], 1],
    [['a', 'b', 1], 3],
    [['a', 'b', 1, 'c'], 4],
    [['a', 'b', 7, 'c'], 2],
    [['z'], 1],
    [[], 1],
  ] as const)('knows the line of each value, or of the nearest above it: %j', (path, line) => {
    const result = readYaml(Buffer.from('a:\n  b: [1,\n   {d: 1,\n     c: 2}]\n'), FOREIGN_YAML);
    expect(result.ok && result.documents[0]?.lineOf(path)).toBe(line);
  });
});
