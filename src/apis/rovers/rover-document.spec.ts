import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readRover } from './rover-document.js';

const read = (text: string) => readRover(Buffer.from(text));
const flat = (exposures: string): string =>
  `apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec:\n  zone: z\n  exposures:\n${exposures}`;

interface HostileYaml {
  readonly id: string;
  readonly parts: readonly (readonly [text: string, times: number])[];
  readonly aliases?: number;
  readonly fault: string;
}

describe('readRover', () => {
  it.each([
    ['examples/rovers/echo.yaml', ['/eni/echo/v1']],
    ['examples/rovers/orders.yaml', ['/shop/orders/v1', '/shop/orders/v2']],
  ])('reads %s', (file, basePaths) => {
    const rover = readRover(readFileSync(file));
    expect(rover.ok && rover.exposures.map((each) => [each.basePath, each.zone])).toEqual(
      basePaths.map((each) => [each, 'dataplane1']),
    );
  });

  it('passes over events, AI, foreign fields, subscriptions and other kinds', () => {
    const text = flat(
      '    - { type: event, eventType: x }\n    - { type: ai, basePath: /ai/v1 }\n    - { basePath: /a/v1, foreign: { x: [1] } }\n  subscriptions:\n---\nkind: Other\n---\nnull\n',
    );
    expect(read(text)).toEqual({ ok: true, exposures: [{ basePath: '/a/v1', zone: 'z', line: 8 }] });
  });

  it('takes a byte order mark', () => {
    expect(read(`\ufeff${flat('    - basePath: /a/v1\n')}`)).toMatchObject({ ok: true });
  });

  it.each([
    [flat('    - basePath: nope\n'), 'line 6: spec.exposures[0].basePath is "nope"'],
    [flat('    - { upstream: x }\n'), 'line 6: spec.exposures[0].basePath is missing'],
    [flat('    - basePath: /a/../b\n'), 'line 6: spec.exposures[0].basePath is "/a/../b"'],
    [flat('    - basePath: /a\n    - basePath: /a/\n'), 'line 7: spec.exposures[1].basePath /a stands twice'],
    [flat('    - text\n'), 'line 6: spec.exposures[0] is not a mapping'],
    ['apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec: { exposures: x }\n', 'line 3: spec.exposures is not a list'],
    ['apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\n', 'spec is missing'],
  ])('names the line of a mistake (%#)', (text, message) => {
    const rover = read(text);
    const shown = rover.ok ? '' : rover.problems.map((each) => `line ${each.line}: ${each.message}`).join();
    expect(shown).toContain(message);
  });

  const hostile = JSON.parse(readFileSync('test/hostile/rover-yaml.json', 'utf8')) as HostileYaml[];
  it.each(hostile.map((each) => [each.id, each] as const))('refuses %s, at once and without a trace', (_, each) => {
    const aliases = Array.from({ length: each.aliases ?? 0 }, (__, index) => `k${index}: *a\n`).join('');
    const text = each.parts.map(([part, times]) => part.repeat(times)).join('') + aliases;
    const startMs = performance.now();
    const rover = read(text);
    expect(performance.now() - startMs).toBeLessThan(500);
    expect(rover.ok ? 'accepted' : rover.problems[0]!.message).toMatch(new RegExp(`^${each.fault}`));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['UTF-16', Buffer.from('a: 1', 'utf16le')],
    ['a lone surrogate', Buffer.from([0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80])],
  ])('refuses %s', (_, bytes) => {
    expect(readRover(bytes)).toMatchObject({ ok: false, problems: [{ message: expect.stringMatching(/^ENCODING/) }] });
  });
});
