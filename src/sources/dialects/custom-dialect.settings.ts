import { SettingRule, TextSetting } from '../../platform/settings/setting.js';
import { LABEL_NAME, METRIC_NAME } from './prometheus-names.js';

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
  @SettingRule<CustomDialectSettings>(({ codeLabel, nameLabel, pathLabel }) =>
    codeLabel !== '' && (codeLabel === nameLabel || codeLabel === pathLabel)
      ? 'another label than codeLabel'
      : undefined,
  )
  nameLabel?: string;
}
