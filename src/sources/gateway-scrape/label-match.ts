import type { LabelMatcher, Labels } from '../dialects/dialect.js';

/** Asks whether a series fulfils all conditions, as PromQL would say. */
export function labelFilter(matchers: readonly LabelMatcher[]): (labels: Labels) => boolean {
  const tests = matchers.map(testOf);
  return (labels) => tests.every((test) => test(labels));
}

function testOf({ label, operator, value }: LabelMatcher): (labels: Labels) => boolean {
  const wanted = operator === '=' || operator === '=~';
  if (operator === '=' || operator === '!=') return (labels) => ((labels[label] ?? '') === value) === wanted;
  const pattern = new RegExp(`^(?:${value})$`, 's');
  return (labels) => pattern.test(labels[label] ?? '') === wanted;
}
