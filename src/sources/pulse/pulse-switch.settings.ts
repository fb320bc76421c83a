import { BooleanSetting } from '../../platform/settings/setting.js';

/** The operator's kill switch. */
export class PulseSwitchSettings {
  @BooleanSetting({
    about:
      'Whether probes are sent at all. Taken up within two seconds when the file changes; all other keys need a restart.',
  })
  enabled = true;
}
