import { BASE_PATH_FORM } from '../../catalogue/base-path-selector.js';
import type { TextForm } from '../../platform/settings/setting-form.js';
import { ListSetting, MapSetting, SectionSetting, SettingRule, TextSetting } from '../../platform/settings/setting.js';
import type { SettingPath } from '../../platform/settings/setting-path.js';
import { SourceSettings } from '../source.settings.js';
import { CustomDialectSettings } from './custom-dialect.settings.js';
import { findDialect } from './dialect-of.js';
import type { AskedLabels, Dialect } from './dialect.js';
import { DIALECTS } from './dialects.js';

const NOT_EMPTY: TextForm = {
  type: 'text',
  maxLength: 2_048,
  pattern: /./,
  shape: 'text of at least one character',
};
const AFFIX: TextForm = { ...NOT_EMPTY, maxLength: 100 };
/** As Prometheus took it before UTF-8 names, of any script, and behind a first dot or slash a hyphen, too: `k8s.pod-name`. */
const MATCHED_NAME = /^[^\x00-@[-^`{-\x7f][^\x00-/:-@[-^`{-\x7f]*(?:[./][^\x00-,:-@[-^`{-\x7f]*)?$/;
const MATCHED_LABEL: TextForm = {
  type: 'text',
  maxLength: 128,
  pattern: MATCHED_NAME,
  except: /^__name__$/,
  shape: 'label names of letters, digits and _, but not __name__',
};

/** How long an instance that does not answer is reckoned with. */
export const GONE_AFTER = {
  about:
    'How long an instance that is not observed is taken to serve on, where the others do not show that it is dead.',
  key: 'goneAfter',
  minMs: 60_000,
  maxMs: 86_400_000,
};

/** How names in labels lead to base paths where the forward-normalised name does not. */
export class MappingSettings {
  @MapSetting({
    about:
      'Label value → base path, where the one cannot be made from the other; host/path or namespace/name where the ' +
      'gateway tells them. Wins over everything else.',
    keys: NOT_EMPTY,
    item: BASE_PATH_FORM,
    maxItems: 100_000,
    example: { 'echo-route': '/eni/echo/v1' },
  })
  names: ReadonlyMap<string, string> = new Map();

  @ListSetting({
    about: 'Suffixes; the longest that fits is cut off a route name that matches no base path as it is.',
    item: AFFIX,
    maxItems: 20,
    example: ['@kubernetescrd'],
  })
  stripSuffixes: readonly string[] = [];

  @ListSetting({
    about: 'Prefixes; the longest that fits is cut off a route name that matches no base path as it is.',
    item: AFFIX,
    maxItems: 20,
    example: ['prod--'],
  })
  stripPrefixes: readonly string[] = [];
}

/** Settings of every source that reads the metrics of a gateway. */
export class DialectSourceSettings extends SourceSettings {
  @TextSetting({
    about: 'Kind of gateway the metrics come from.',
    allowed: [...DIALECTS.map((each) => each.name), 'custom'],
    required: true,
    example: 'kong',
  })
  dialect = '';

  @MapSetting({
    about:
      'Labels that a series must have, with exactly these values, or one of a list of them; keeps traffic from being ' +
      "counted in two zones. Replaces the dialect's own condition on the same label. Names with dots, or of another " +
      'script, are those of Prometheus 3.',
    keys: MATCHED_LABEL,
    item: { type: 'list', item: { type: 'text', maxLength: 512 }, minItems: 1, maxItems: 50, single: true },
    maxItems: 50,
    example: { ei_telekom_de_environment: 'playground' },
  })
  @SettingRule<DialectSourceSettings>(
    'labels that do not pick answers by their outcome',
    ({ matchers, dialect, custom }) => picksOfOutcome(matchers, findDialect({ dialect, ...(custom && { custom }) })),
  )
  matchers: AskedLabels = new Map();

  @SectionSetting({ about: 'How names lead to base paths.', of: () => MappingSettings })
  mapping = new MappingSettings();

  @SectionSetting({ about: 'The metric, for `dialect: custom`.', of: () => CustomDialectSettings })
  @SettingRule<DialectSourceSettings>(
    'given with dialect: custom, and only then',
    ({ custom, dialect }) => (custom !== undefined) === (dialect === 'custom'),
  )
  custom?: CustomDialectSettings;
}

/** Where the conditions stand that pick answers by their outcome. */
function picksOfOutcome(matchers: AskedLabels, dialect: Dialect | undefined): SettingPath[] {
  const reads = (label: string): boolean => !!dialect?.counters.some((each) => each.outcomeLabels.includes(label));
  const picks = (label: string, value: string): boolean => dialect?.outcome({ [label]: value }) !== 'unclassified';
  return [...matchers].flatMap(([label, asked]): SettingPath[] => {
    if (!reads(label)) return [];
    if (typeof asked === 'string') return picks(label, asked) ? [[label]] : [];
    return asked.flatMap((value, index): SettingPath[] => (picks(label, value) ? [[label, index]] : []));
  });
}
