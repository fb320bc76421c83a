import type { LabelMatcher, Labels } from '../dialects/dialect.js';

/** Whether a series has the labels that dialect and operator ask for, as PromQL would say. */
export function matches(labels: Labels, own: readonly LabelMatcher[], asked: ReadonlyMap<string, string>): boolean {
  for (const [label, value] of asked) if ((labels[label] ?? '') !== value) return false;
  return own.every((matcher) => holds(labels[matcher.label] ?? '', matcher));
}

function holds(actual: string, { operator, value }: LabelMatcher): boolean {
  if (operator === '=') return actual === value;
  if (operator === '!=') return actual !== value;
  const found = new RegExp(`^(?:${value})$`).test(actual);
  return operator === '=~' ? found : !found;
}
