import type { BasePath } from '../../catalogue/base-path.js';
import type { Finding } from '../../platform/health/finding.js';
import type { BasePathResolver, Resolution } from './base-path-resolver.js';
import type { Dialect, Labels, Outcome, RequestCounter } from './dialect.js';
import { shownName } from './shown-name.js';

const MAX_EXAMPLES = 5;
const DECLARE = 'declare their base paths, or list the names under mapping.names';

/** What a look at the series of a gateway found. */
export interface SeenSeries {
  readonly dialect: Dialect;
  readonly counter: RequestCounter;
  /** One resolution for each combination of base-path labels. */
  readonly resolutions: readonly Resolution[];
  /** Labels of the counter that no series has, where that leaves nothing to tell base path or outcome by. */
  readonly missingLabels: readonly string[];
  /** The labels that series have, for people, where some are missing. */
  readonly labelsThere?: string;
}

/** Nothing is named like the counter of the dialect. `otherwise` says when its own advice counts, if another is likelier. */
export function metricAbsent(dialect: Dialect, otherwise = ''): Finding {
  const metrics = dialect.counters.map((each) => each.metric).join(' or ');
  const text = `there is no fresh series of ${metrics}`;
  return { level: 'problem', text, remedy: `${otherwise}${dialect.whenAbsent}` };
}

/** The gateway itself says how often it could not count since it began. */
export function lossFindings({ lossCounters = [], whenLosing }: Dialect, lost: number): Finding[] {
  if (lost === 0) return [];
  const text = `the gateway could not count ${lost} times (${lossCounters.join(', ')}): partial-source while that goes on`;
  return [{ level: 'problem', text, ...(whenLosing !== undefined && { remedy: whenLosing }) }];
}

/** Says in plain words which series lead to base paths, and why the others do not. */
export function seriesFindings({
  dialect,
  counter,
  resolutions,
  missingLabels,
  labelsThere = '',
}: SeenSeries): Finding[] {
  const findings: Finding[] = missingLabels.map((label) => ({
    level: 'problem',
    text: `no series of ${counter.metric} has the label ${label}${labelsThere === '' ? '' : `; they have ${labelsThere}`}`,
    remedy: dialect.whenLabelAbsent?.[label] ?? 'check the dialect, and whether relabelling drops the label',
  }));
  const mapped = new Set(resolutions.flatMap((each) => (each.form === 'mapped' ? [each.basePath] : [])));
  const remedy = dialect.whenUnmapped === undefined ? DECLARE : `${DECLARE}; ${dialect.whenUnmapped}`;
  if (mapped.size > 0)
    findings.push({ level: 'ok', text: `${mapped.size} base paths have series of ${counter.metric}` });
  else findings.push({ level: 'problem', text: 'no series leads to a base path', remedy });
  const unmapped = resolutions.flatMap((each) => (each.form === 'unmapped' ? [each.name] : []));
  // Without the label there are no names to list.
  if (unmapped.some((name) => name !== '') || (unmapped.length > 0 && missingLabels.length === 0)) {
    const text = `${unmapped.length} names belong to no declared base path: ${some(unmapped.map(nameShown))}`;
    findings.push({ level: 'warning', text, remedy });
  }
  return findings;
}

/**
 * Names that several declared base paths claim, whether or not a series has them yet. Where a label holds the base
 * path itself, names are only what is left when it says nothing.
 */
export function collisionFindings(resolver: BasePathResolver, counter: RequestCounter): Finding[] {
  if (counter.basePath.every((each) => each.form !== 'name')) return [];
  const collisions = [...resolver.collisions()];
  const level = counter.basePath[0]!.form === 'name' ? 'problem' : 'warning';
  const findings = collisions.slice(0, MAX_EXAMPLES).map(([name, basePaths]): Finding => {
    const text = `the name ${shownName(name)} is claimed by ${some(basePaths)}; none of them gets its counts`;
    return { level, text, remedy: 'list the name under mapping.names' };
  });
  const rest = collisions.length - findings.length;
  if (rest > 0) findings.push({ level, text: `${rest} more names are claimed by several base paths` });
  return findings;
}

/**
 * Requests whose labels do not show their outcome: they count neither for nor against their API. `since` says which requests
 * the totals are of, `kinds` what their labels say.
 */
export function outcomeFindings(
  counter: RequestCounter,
  totals: Readonly<Record<Outcome, number>>,
  { since = 'in the window', kinds = '' }: { readonly since?: string; readonly kinds?: string } = {},
): Finding[] {
  const unclassified = Math.round(totals.unclassified);
  if (unclassified === 0) return [];
  const known = Math.round(totals.success + totals.failure + totals.excluded);
  const labels = counter.outcomeLabels.join(', ');
  const them = kinds === '' ? '' : `: ${kinds}`;
  const text = `${unclassified} of ${known + unclassified} requests ${since} cannot be told apart by ${labels}${them}`;
  return [{ level: known < unclassified ? 'problem' : 'warning', text, remedy: `look at the values of ${labels}` }];
}

/** Failures of which the gateway does not know where they belong: any base path may be short of them. */
export function unattributedFindings(
  { unattributedWhere: where }: RequestCounter,
  { failures, requests }: { failures: number; requests: number },
): Finding[] {
  if (failures === 0 || where === undefined) return [];
  const text = `${Math.round(failures)} of ${Math.round(requests)} requests in the window failed with ${where.label}="${where.value}": each may be one of any base path, which is uncertain-counts where they could change its status`;
  const remedy = `mend the routes that lead nowhere, or, if you know whose they are, list ${where.value} under mapping.names`;
  return [{ level: 'warning', text, remedy }];
}

/** Base paths that get the counts of several hosts or namespaces: often right, and sometimes two APIs in one. */
export function sharedFindings(
  seen: readonly { readonly labels: Labels; readonly resolution: Resolution }[],
  counter: RequestCounter,
): Finding[] {
  const owners = new Map<BasePath, Set<string>>();
  for (const { labels, resolution } of seen) {
    if (resolution.form !== 'mapped') continue;
    const used = counter.basePath.find(({ label }) => labels[label]);
    const owner = used?.within === undefined ? undefined : labels[used.within];
    if (owner) owners.set(resolution.basePath, (owners.get(resolution.basePath) ?? new Set()).add(owner));
  }
  const shared = [...owners].filter(([, names]) => names.size > 1);
  if (shared.length === 0) return [];
  const examples = shared.map(([basePath, names]) => `${basePath} (${some([...names].map(nameShown))})`);
  const text = `${shared.length} base paths get the counts of several hosts or namespaces: ${some(examples)}`;
  const remedy = 'if these are different APIs, keep them apart by matchers, or list host/path or namespace/name';
  return [{ level: 'warning', text, remedy }];
}

function nameShown(name: string): string {
  return name === '' ? '(no name)' : shownName(name);
}

function some(names: readonly string[]): string {
  const rest = names.length - MAX_EXAMPLES;
  return names.slice(0, MAX_EXAMPLES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
