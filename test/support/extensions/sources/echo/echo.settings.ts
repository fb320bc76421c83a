import { TextSetting } from '../../platform/settings/setting.js';
import { SourceSettings } from '../source.settings.js';

/** What the block of an exposure says to echo. */
export class EchoBlockSettings {
  @TextSetting({ about: 'What is echoed.', maxLength: 20, required: true, example: 'hello' })
  say = '';
}

/** What the operator may change while the service runs. */
export class EchoLiveSettings {
  @TextSetting({ about: 'Stands before what is echoed.', maxLength: 20 })
  prefix = '';
}

/** Settings of a source that echoes. */
export class EchoSettings extends SourceSettings {
  @TextSetting({ about: 'Stands behind what is echoed.', maxLength: 20, example: '!' })
  suffix?: string;
}
