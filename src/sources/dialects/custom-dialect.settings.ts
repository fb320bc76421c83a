import type { TextForm } from '../../platform/settings/setting-form.js';
import { ListSetting, SectionSetting, SettingRule, TextSetting } from '../../platform/settings/setting.js';

/** A label's name as Prometheus took it before UTF-8 names (https://prometheus.io/docs/concepts/data_model/), bounded. */
export const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;

/** A metric's name, likewise. */
export const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/;

/** Any name that Prometheus 3 takes, but for controls, and for braces, which are those of a selector. */
const NAME = /^[^\x00-\x1f\x7f{}]+$/;
const METRIC: TextForm = { type: 'text', maxLength: 200, pattern: NAME, shape: 'a metric name, without labels' };
const LABEL = { maxLength: 128, pattern: NAME, shape: 'a label name' };
const VALUE: TextForm = { type: 'text', maxLength: 128 };
const VALUES = { item: VALUE, maxItems: 100 };
const ONCE = 'each value under one outcome';

/** Which values of the label with the outcome mean what, where they are not HTTP statuses or classes. */
export class OutcomeValuesSettings {
  @ListSetting({ ...VALUES, about: 'Values that mean an answer.', example: ['SUCCESS', 'CLIENT_ERROR'] })
  success: readonly string[] = [];

  @ListSetting({ ...VALUES, about: 'Values that mean a failed request.', example: ['SERVER_ERROR'] })
  @SettingRule<OutcomeValuesSettings>(ONCE, ({ success, failure }) => repeated(failure, success))
  failure: readonly string[] = [];

  @ListSetting({
    ...VALUES,
    about: 'Values of requests that do not count: the client went away.',
    example: ['aborted'],
  })
  @SettingRule<OutcomeValuesSettings>(ONCE, ({ success, failure, excluded }) =>
    repeated(excluded, [...success, ...failure]),
  )
  excluded: readonly string[] = [];
}

/** A metric of your own, for `dialect: custom`. */
export class CustomDialectSettings {
  @ListSetting({
    about: 'The counter; of several, in order of preference, the first that has series is read.',
    item: METRIC,
    minItems: 1,
    maxItems: 10,
    single: true,
    required: true,
    example: 'hits_total',
  })
  @SettingRule<CustomDialectSettings>('each metric once', ({ metric }) =>
    [metric].flat().flatMap((each, index, all) => (all.indexOf(each) < index ? [[index]] : [])),
  )
  metric: string | readonly string[] = [];

  @TextSetting({ ...LABEL, about: 'Label that holds the status, or its class.', required: true, example: 'status' })
  codeLabel = '';

  @SectionSetting({
    about: 'What values of codeLabel mean that are neither HTTP statuses (`503`) nor classes (`5xx`, `5`).',
    of: () => OutcomeValuesSettings,
  })
  outcomes?: OutcomeValuesSettings;

  @TextSetting({ ...LABEL, about: 'Label that holds the base path itself.' })
  pathLabel?: string;

  @TextSetting({ ...LABEL, about: 'Label that holds the name of the route.' })
  @SettingRule<CustomDialectSettings>(
    'pathLabel or nameLabel, or both',
    ({ nameLabel, pathLabel }) => nameLabel !== undefined || pathLabel !== undefined,
  )
  @SettingRule<CustomDialectSettings>(
    'another label than codeLabel',
    ({ codeLabel, nameLabel, pathLabel }) => codeLabel !== nameLabel && codeLabel !== pathLabel,
  )
  nameLabel?: string;

  @TextSetting({
    ...LABEL,
    about: 'Label that tells equal paths or names apart, as the host or the namespace: host/path, namespace/name.',
    example: 'namespace',
  })
  @SettingRule<CustomDialectSettings>(
    'another label than codeLabel, pathLabel and nameLabel',
    ({ within, codeLabel, nameLabel, pathLabel }) =>
      within === undefined || ![codeLabel, nameLabel, pathLabel].includes(within),
  )
  within?: string;
}

/** Where the values of a list stand that stand elsewhere, too. */
function repeated(values: readonly string[], elsewhere: readonly string[]): [number][] {
  return values.flatMap((value, index) => (elsewhere.includes(value) ? [[index] as [number]] : []));
}
