import type { Finding } from '../source-kind.js';
import type { BasePathResolver, Resolution } from './base-path-resolver.js';
import type { Dialect, RequestCounter } from './dialect.js';
import { shownName } from './shown-name.js';

const MAX_EXAMPLES = 5;

/** What a look at the series of a gateway found. */
export interface SeenSeries {
  readonly counter: RequestCounter;
  /** One resolution for each combination of base-path labels. */
  readonly resolutions: readonly Resolution[];
  /** Labels of the counter that no series has. */
  readonly missingLabels: readonly string[];
}

/** Nothing is named like the counter of the dialect. */
export function metricAbsent(dialect: Dialect): Finding {
  const metrics = dialect.counters.map((each) => each.metric).join(' or ');
  return { level: 'problem', text: `there is no fresh series of ${metrics}`, remedy: dialect.whenAbsent };
}

/** Says in plain words which series lead to base paths, and why the others do not. */
export function seriesFindings({ counter, resolutions, missingLabels }: SeenSeries): Finding[] {
  const findings: Finding[] = missingLabels.map((label) => ({
    level: 'problem',
    text: `no series of ${counter.metric} has the label ${label}`,
    remedy: 'check the dialect, and whether relabelling drops the label',
  }));
  const mapped = new Set(resolutions.flatMap((each) => (each.form === 'mapped' ? [each.basePath] : [])));
  const unmapped = namesOf(resolutions, 'unmapped');
  if (mapped.size > 0)
    findings.push({ level: 'ok', text: `${mapped.size} base paths have series of ${counter.metric}` });
  else
    findings.push({
      level: 'problem',
      text: 'no series leads to a base path',
      remedy: 'declare base paths, or list names under mapping.names',
    });
  if (unmapped.length > 0) {
    const text = `${unmapped.length} names belong to no declared base path: ${some(unmapped)}`;
    findings.push({
      level: 'warning',
      text,
      remedy: 'declare their base paths, or list the names under mapping.names',
    });
  }
  return findings;
}

/** Names that several declared base paths claim, whether or not a series has them yet. */
export function collisionFindings(resolver: BasePathResolver, counter: RequestCounter): Finding[] {
  if (counter.basePath.every((each) => each.form !== 'name')) return [];
  return [...resolver.collisions()].map(([name, basePaths]) => ({
    level: 'problem',
    text: `the name ${shownName(name)} is claimed by ${basePaths.join(' and ')}; none of them gets its counts`,
    remedy: 'list the name under mapping.names',
  }));
}

function namesOf(resolutions: readonly Resolution[], form: 'unmapped'): string[] {
  return resolutions.flatMap((each) =>
    each.form === form ? [each.name === '' ? '(no name)' : shownName(each.name)] : [],
  );
}

function some(names: readonly string[]): string {
  const rest = names.length - MAX_EXAMPLES;
  return names.slice(0, MAX_EXAMPLES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
