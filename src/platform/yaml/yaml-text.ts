import type { YamlLimits } from './yaml-limits.js';
import { YamlRefused } from './yaml-refused.js';

const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/** The text of a file, without a byte order mark. Throws `YamlRefused` if it is too large or not UTF-8. */
export function decodeText(bytes: Uint8Array, { maxBytes }: YamlLimits): string {
  if (bytes.length > maxBytes) throw new YamlRefused('SIZE', `larger than ${maxBytes / 1024} kB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new YamlRefused('ENCODING', 'not UTF-8 text');
  }
}

/** Throws `YamlRefused` where a text is binary. */
export function checkText(text: string): void {
  const control = CONTROL.exec(text);
  if (control) throw new YamlRefused('ENCODING', 'holds a control character', control.index);
}

/** Finds the line (from 1) of the character at an offset. */
export function lineFinder(text: string): (offset: number) => number {
  let ends: number[] | undefined;
  return (offset) => {
    ends ??= lineEnds(text);
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

/** Whether a decoded value holds what its text may not: escapes such as `\0` and `\uD800` bring it in. */
export function holdsForbidden(value: string): boolean {
  return CONTROL.test(value) || /\p{Surrogate}/u.test(value);
}

function lineEnds(text: string): number[] {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  return ends;
}
