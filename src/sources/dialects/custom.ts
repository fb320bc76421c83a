import type { CustomDialectSettings } from './custom-dialect.settings.js';
import { PROCESS_START, type BasePathLabel, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** The dialect of a gateway that we do not know, as its operator describes it. */
export function customDialect(settings: CustomDialectSettings): Dialect {
  const basePath: BasePathLabel[] = [];
  if (settings.pathLabel !== undefined) basePath.push({ form: 'path', label: settings.pathLabel });
  if (settings.nameLabel !== undefined) basePath.push({ form: 'name', label: settings.nameLabel });
  return {
    name: 'custom',
    about: 'A counter of your own.',
    counters: [{ metric: settings.metric, matchers: [], basePath, outcomeLabels: [settings.codeLabel] }],
    startFacts: [PROCESS_START],
    outcome: (labels) => outcomeOfHttpStatus(labels[settings.codeLabel]),
    whenAbsent: `Check custom.metric: nothing is named ${settings.metric}.`,
  };
}
