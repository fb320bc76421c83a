import { BASE_PATH_SHAPE, parseBasePath } from '../../apis/base-path.js';
import { ListSetting, MapSetting, SectionSetting, SettingRule, TextSetting } from '../../platform/settings/setting.js';
import { SourceSettings } from '../source.settings.js';
import { DIALECTS } from './dialects.js';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/;

/** How names in labels lead to base paths where the forward-normalised name does not. */
export class MappingSettings {
  @MapSetting({
    about: 'Label value → base path, where the name of the route cannot be made from the base path.',
    item: { type: 'text', maxLength: 512 },
    maxItems: 100_000,
    example: { 'echo-route': '/eni/echo/v1' },
  })
  @SettingRule<MappingSettings>(({ names }) => {
    const wrong = [...names].find(([, basePath]) => parseBasePath(basePath) === undefined);
    return wrong && `${wrong[0]} → ${BASE_PATH_SHAPE}`;
  })
  names: ReadonlyMap<string, string> = new Map();

  @ListSetting({
    about: 'Suffixes cut off a route name before it is looked up, such as `--proxy`.',
    item: { type: 'text', maxLength: 100 },
    maxItems: 20,
  })
  stripSuffixes: readonly string[] = [];

  @ListSetting({
    about: 'Prefixes cut off a route name before it is looked up, such as `prod--`.',
    item: { type: 'text', maxLength: 100 },
    maxItems: 20,
  })
  stripPrefixes: readonly string[] = [];
}

/** A metric of your own, for `dialect: custom`. */
export class CustomDialectSettings {
  @TextSetting({ about: 'The counter.', pattern: METRIC_NAME, shape: 'a metric name', required: true })
  metric = '';

  @TextSetting({
    about: 'Label that holds the status code.',
    pattern: LABEL_NAME,
    shape: 'a label name',
    required: true,
  })
  codeLabel = '';

  @TextSetting({ about: 'Label that holds the base path itself.', pattern: LABEL_NAME, shape: 'a label name' })
  pathLabel?: string;

  @TextSetting({ about: 'Label that holds the name of the route.', pattern: LABEL_NAME, shape: 'a label name' })
  @SettingRule<CustomDialectSettings>(({ nameLabel, pathLabel }) =>
    nameLabel === undefined && pathLabel === undefined ? 'pathLabel or nameLabel, or both' : undefined,
  )
  nameLabel?: string;
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
    about: 'Labels that a series must have, with exactly these values; keeps traffic from being counted in two zones.',
    item: { type: 'text', maxLength: 512 },
    maxItems: 50,
    example: { ei_telekom_de_environment: 'playground' },
  })
  @SettingRule<DialectSourceSettings>(({ matchers }) => {
    const wrong = [...matchers.keys()].find((label) => !LABEL_NAME.test(label));
    return wrong === undefined ? undefined : `label names of letters, digits and _`;
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
