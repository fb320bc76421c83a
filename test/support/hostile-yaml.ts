import { readFileSync } from 'node:fs';

/** How often a text stands; `nested`: on a line of its own, one column further in each time; `numbered`: `#` is its number. */
type Part = readonly [text: string, times: number, how?: 'nested' | 'numbered'];

/** A text that is YAML, or looks like it, and means no good: written out, in parts, or as bytes in hexadecimal. */
export interface HostileYaml {
  readonly id: string;
  readonly text?: string;
  readonly parts?: readonly Part[];
  readonly bytes?: string;
}

/** The rows of a corpus in `test/hostile`, each behind its title. */
export function hostileRows<Row extends { readonly id: string }>(corpus: string): [title: string, row: Row][] {
  const rows = JSON.parse(readFileSync(`test/hostile/${corpus}.json`, 'utf8')) as Row[];
  return rows.map((row) => [row.id, row]);
}

/** What the file would hold. */
export function bytesOf({ text = '', parts = [], bytes }: HostileYaml): Buffer {
  if (bytes !== undefined) return Buffer.from(bytes, 'hex');
  return Buffer.from(text + parts.map(textOf).join(''));
}

function textOf([text, times, how]: Part): string {
  if (how === undefined) return text.repeat(times);
  const numbered = (index: number): string =>
    how === 'nested' ? `${' '.repeat(index)}${text}\n` : text.replaceAll('#', String(index));
  return Array.from({ length: times }, (_, index) => numbered(index)).join('');
}
