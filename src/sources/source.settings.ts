import { TextSetting } from '../platform/settings/setting.js';

/** What every kind of source has in common. */
export class SourceSettings {
  @TextSetting({ about: 'Kind of the source.', required: true })
  kind = '';

  @TextSetting({
    about: 'Name of the source in answers, logs and metrics; unique.',
    pattern: /^[a-z0-9][a-z0-9-]{0,62}$/,
    shape: 'lower-case letters, digits and -, at most 63 characters',
    required: true,
    example: 'edge',
  })
  name = '';
}
