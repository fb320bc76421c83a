import type { LabelMatcher, Labels } from '../dialects/dialect.js';

/** Asks whether a series has the labels that dialect and operator want, as PromQL would say. */
export function labelFilter(
  own: readonly LabelMatcher[],
  asked: ReadonlyMap<string, string>,
): (labels: Labels) => boolean {
  const tests = [...own.map(testOf), ...[...asked].map(([label, value]) => testOf({ label, operator: '=', value }))];
  return (labels) => tests.every((test) => test(labels));
}

function testOf({ label, operator, value }: LabelMatcher): (labels: Labels) => boolean {
  const wanted = operator === '=' || operator === '=~';
  if (operator === '=' || operator === '!=') return (labels) => ((labels[label] ?? '') === value) === wanted;
  const pattern = new RegExp(`^(?:${value})$`, 's');
  return (labels) => pattern.test(labels[label] ?? '') === wanted;
}
