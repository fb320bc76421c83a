import { SettingRule, TextSetting } from '../../platform/settings/setting.js';

/** A label's name as Prometheus took it before UTF-8 names (https://prometheus.io/docs/concepts/data_model/), bounded. */
export const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;

/** A metric's name, likewise. */
export const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/;

/** A metric of your own, for `dialect: custom`. */
export class CustomDialectSettings {
  @TextSetting({
    about: 'The counter.',
    pattern: METRIC_NAME,
    shape: 'a metric name',
    required: true,
    example: 'hits_total',
  })
  metric = '';

  @TextSetting({
    about: 'Label that holds the status code.',
    pattern: LABEL_NAME,
    shape: 'a label name',
    required: true,
    example: 'status',
  })
  codeLabel = '';

  @TextSetting({ about: 'Label that holds the base path itself.', pattern: LABEL_NAME, shape: 'a label name' })
  pathLabel?: string;

  @TextSetting({ about: 'Label that holds the name of the route.', pattern: LABEL_NAME, shape: 'a label name' })
  @SettingRule<CustomDialectSettings>(
    'pathLabel or nameLabel, or both',
    ({ nameLabel, pathLabel }) => nameLabel !== undefined || pathLabel !== undefined,
  )
  @SettingRule<CustomDialectSettings>(
    'another label than codeLabel',
    ({ codeLabel, nameLabel, pathLabel }) => codeLabel !== nameLabel && codeLabel !== pathLabel,
  )
  nameLabel?: string;
}
