import { SettingRule, TextSetting } from '../../platform/settings/setting.js';
import { LABEL_NAME, METRIC_NAME } from './prometheus-names.js';

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
