/** A series of a history: its name, its labels, and what each scrape saw; undefined where it saw nothing. */
export interface CounterHistory {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (number | 'stale' | undefined)[];
}

/** Reads `name{label="value"}: values` in promtool's notation, in which `v *n` repeats a value besides. */
export function counterHistory(text: string): CounterHistory {
  const [, name, labels, values] = /^(\w+)\{(.*)\}: (.*)$/.exec(text)!;
  const pairs = [...labels!.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label!, value!] as const);
  return { name: name!, labels: Object.fromEntries(pairs), values: valuesOf(values!) };
}

function valuesOf(text: string): CounterHistory['values'] {
  const terms = text.replaceAll(/\s+\*/g, '*').split(/[\s,]+/);
  return terms.filter(Boolean).flatMap(samplesOf);
}

/** `5`, `_`, `stale`, `5*3`: three; `_x3`: none three times; `5x3`, `5+2x3`, `5-2x3`: the first and three more. */
function samplesOf(term: string): CounterHistory['values'] {
  const [, value, step, count, times] = /^(_|stale|\d+)([+-]\d+)?(?:x(\d+))?(?:\*(\d+))?$/.exec(term)!;
  const isNumber = /^\d/.test(value!);
  const length = times ? Number(times) : count ? Number(count) + (isNumber ? 1 : 0) : 1;
  return Array.from({ length }, (_, sample) => {
    if (value === '_') return undefined;
    return isNumber ? Number(value) + sample * Number(step ?? 0) : ('stale' as const);
  });
}
