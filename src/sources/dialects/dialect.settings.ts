import { BASE_PATH_SHAPE, parseBasePath } from '../../apis/base-path.js';
import { ListSetting, MapSetting, SectionSetting, SettingRule, TextSetting } from '../../platform/settings/setting.js';
import { SourceSettings } from '../source.settings.js';
import { CustomDialectSettings } from './custom-dialect.settings.js';
import { findDialect } from './dialect-of.js';
import { DIALECTS } from './dialects.js';
import { LABEL_NAME } from './prometheus-names.js';

const NOT_EMPTY = 'texts of at least one character';

/** How names in labels lead to base paths where the forward-normalised name does not. */
export class MappingSettings {
  @MapSetting({
    about:
      'Label value → base path, where the one cannot be made from the other; host/path or namespace/name where the ' +
      'gateway tells them. Wins over everything else.',
    item: { type: 'text', maxLength: 512 },
    maxItems: 100_000,
    example: { 'echo-route': '/eni/echo/v1' },
  })
  @SettingRule<MappingSettings>(({ names }) => {
    if (names.has('')) return 'label values of at least one character';
    const wrong = [...names].find(([, basePath]) => parseBasePath(basePath) === undefined);
    return wrong && `${wrong[0]} → ${BASE_PATH_SHAPE}`;
  })
  names: ReadonlyMap<string, string> = new Map();

  @ListSetting({
    about: 'Suffixes of which the longest that fits is cut off a route name that leads nowhere as it is.',
    item: { type: 'text', maxLength: 100 },
    maxItems: 20,
    example: ['@kubernetescrd'],
  })
  @SettingRule<MappingSettings>(({ stripSuffixes }) => (stripSuffixes.includes('') ? NOT_EMPTY : undefined))
  stripSuffixes: readonly string[] = [];

  @ListSetting({
    about: 'Prefixes of which the longest that fits is cut off a route name that leads nowhere as it is.',
    item: { type: 'text', maxLength: 100 },
    maxItems: 20,
    example: ['prod--'],
  })
  @SettingRule<MappingSettings>(({ stripPrefixes }) => (stripPrefixes.includes('') ? NOT_EMPTY : undefined))
  stripPrefixes: readonly string[] = [];
}

/** Settings of a source that reads the metrics of a gateway, by whatever way. */
export class DialectSourceSettings extends SourceSettings {
  @TextSetting({
    about: 'Kind of gateway the metrics come from.',
    allowed: [...DIALECTS.map((each) => each.name), 'custom'],
    required: true,
  })
  dialect = '';

  @MapSetting({
    about:
      'Labels that a series must have, with exactly these values; keeps traffic from being counted in two zones. ' +
      "Replaces the dialect's own condition on the same label.",
    item: { type: 'text', maxLength: 512 },
    maxItems: 50,
    example: { ei_telekom_de_environment: 'playground' },
  })
  @SettingRule<DialectSourceSettings>(({ matchers }) => {
    const wrong = [...matchers.keys()].find((label) => !LABEL_NAME.test(label) || label === '__name__');
    return wrong === undefined ? undefined : 'label names of letters, digits and _, but not __name__';
  })
  @SettingRule<DialectSourceSettings>(({ matchers, dialect, custom }) => {
    const known = findDialect({ dialect, ...(custom && { custom }) });
    const wrong = [...matchers].find(([label, value]) => known && known.outcome({ [label]: value }) !== 'unclassified');
    return wrong && `labels that do not pick answers by their outcome, as ${wrong[0]} does`;
  })
  matchers: ReadonlyMap<string, string> = new Map();

  @SectionSetting({ about: 'How names lead to base paths.', of: () => MappingSettings })
  mapping = new MappingSettings();

  @SectionSetting({ about: 'The metric, for `dialect: custom`.', of: () => CustomDialectSettings })
  @SettingRule<DialectSourceSettings>(({ custom, dialect }) =>
    (custom !== undefined) === (dialect === 'custom') ? undefined : 'given with dialect: custom, and only then',
  )
  custom?: CustomDialectSettings;
}
