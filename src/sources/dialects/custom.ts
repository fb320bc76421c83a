import type { CustomDialectSettings, OutcomeValuesSettings } from './custom-dialect.settings.js';
import { PROCESS_START, type BasePathLabel, type Dialect, type Outcome } from './dialect.js';
import { outcomeOfStatusOrClass } from './status-outcome.js';

/** The dialect of a gateway that we do not know, as its operator describes it. */
export function customDialect(settings: CustomDialectSettings): Dialect {
  const { pathLabel, nameLabel, codeLabel, within } = settings;
  const metrics = [settings.metric].flat();
  const around = within === undefined ? {} : { within };
  const basePath: BasePathLabel[] = [];
  if (pathLabel !== undefined) basePath.push({ form: 'path', label: pathLabel, ...around });
  if (nameLabel !== undefined) basePath.push({ form: 'name', label: nameLabel, ...around });
  const meant = outcomesByValue(settings.outcomes);
  return {
    name: 'custom',
    about: 'A counter of your own.',
    counters: metrics.map((metric) => ({ metric, matchers: [], basePath, outcomeLabels: [codeLabel] })),
    startFacts: [PROCESS_START],
    outcome: (labels) => meant.get(labels[codeLabel] ?? '') ?? outcomeOfStatusOrClass(labels[codeLabel]),
    whenAbsent: `Check custom.metric: nothing is named ${metrics.join(' or ')}.`,
  };
}

function outcomesByValue(outcomes: OutcomeValuesSettings | undefined): ReadonlyMap<string, Outcome> {
  const named = ['success', 'failure', 'excluded'] as const;
  return new Map(named.flatMap((outcome) => (outcomes?.[outcome] ?? []).map((value) => [value, outcome] as const)));
}
