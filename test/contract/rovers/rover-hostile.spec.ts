import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readRover } from '../../../src/apis/rovers/rover-document.js';

interface HostileRover {
  readonly id: string;
  /** The text is `text`, `repeat` × `times`, `then`, `again` × `againTimes` and `end`; or `bytes` in hexadecimal. */
  readonly bytes?: string;
  readonly text?: string;
  readonly repeat?: string;
  readonly times?: number;
  readonly then?: string;
  readonly again?: string;
  readonly againTimes?: number;
  readonly end?: string;
  /** Repeated instead: on a line of its own one column further in each time, or with `#` as its number. */
  readonly nested?: string;
  readonly numbered?: string;
  readonly code?: string;
  readonly line?: number;
  readonly accepted?: readonly string[];
}

const ROWS = JSON.parse(readFileSync('test/hostile/rover-yaml.json', 'utf8')) as HostileRover[];
/** A quiet machine needs at most half of it. */
const MAX_CPU_MS = 100;

function bytesOf(row: HostileRover): Buffer {
  if (row.bytes !== undefined) return Buffer.from(row.bytes, 'hex');
  const count = row.times ?? 1;
  const middle = Array.from({ length: count }, (_, index) => {
    if (row.nested !== undefined) return `${' '.repeat(index)}${row.nested}\n`;
    return row.numbered?.replace('#', String(index)) ?? row.repeat ?? '';
  });
  const again = (row.again ?? '').repeat(row.againTimes ?? 1);
  return Buffer.from([row.text, ...middle, row.then, again, row.end].join(''));
}

describe('a hostile Rover file', () => {
  it.each(ROWS.map((row) => [row.id, row] as const))('is answered as written: %s', (_, row) => {
    const result = readRover(bytesOf(row));
    if (row.accepted) {
      expect(result).toMatchObject({ ok: true, exposures: row.accepted.map((basePath) => ({ basePath })) });
    } else {
      const line = row.line === undefined ? {} : { line: row.line };
      expect(result).toMatchObject({ ok: false, problems: [{ code: row.code, ...line }] });
    }
    expect(JSON.stringify(result).length).toBeLessThan(1_000);
    expect(({} as { polluted?: unknown; p?: unknown }).polluted ?? ({} as { p?: unknown }).p).toBeUndefined();
  });

  it.each(ROWS.map((row) => [row.id, row] as const))('does not hold up the service: %s', (_, row) => {
    const bytes = bytesOf(row);
    const runs = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      readRover(bytes);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    expect(Math.min(...runs)).toBeLessThan(MAX_CPU_MS);
  });
});
