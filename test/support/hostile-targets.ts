import { readFileSync } from 'node:fs';

/** A URL or a path, perhaps with `repeat` × `times` and `end` behind it, and the code it is refused with; null: it is taken. */
export interface HostileTarget {
  readonly id: string;
  readonly url?: string;
  readonly path?: string;
  readonly repeat?: string;
  readonly times?: number;
  readonly end?: string;
  readonly code: string | null;
}

/** The rows of a corpus about targets. */
export function hostileTargets(name: 'egress-urls' | 'egress-paths'): readonly HostileTarget[] {
  return JSON.parse(readFileSync(`test/hostile/${name}.json`, 'utf8')) as HostileTarget[];
}

/** What a row stands for, written out. */
export function textOf({ url, path, repeat = '', times = 1, end = '' }: HostileTarget): string {
  return `${url ?? path}${repeat.repeat(times)}${end}`;
}
