import { DurationSetting, IntegerSetting, SectionSetting, TextSetting } from '../settings/setting.js';
import { CorsSettings } from './cors.settings.js';

/** Where and how Heartbeat listens. */
export class HttpSettings {
  @IntegerSetting({ about: 'Port to listen on; 0 takes a free one.', min: 0, max: 65_535 })
  port = 8080;

  @TextSetting({
    about: 'Address to listen on.',
    pattern: /^[A-Za-z0-9._:%-]+$/,
    shape: 'an address or a name of this machine, such as 0.0.0.0, 127.0.0.1, :: or localhost',
    maxLength: 255,
  })
  host = '0.0.0.0';

  @TextSetting({
    about: 'Path below which everything is served, such as /eni/heartbeat/v1; health and metrics also without it.',
    pattern: /^(?:\/[A-Za-z0-9._~-]+)*$/,
    shape: 'empty, or a path such as /eni/heartbeat/v1 without a final /',
    maxLength: 200,
  })
  prefix = '';

  @DurationSetting({
    about: 'How long, after SIGTERM, requests are still served while load balancers turn away.',
    key: 'drain',
    minMs: 0,
    maxMs: 300_000,
  })
  drainMs = 5_000;

  @SectionSetting({ about: 'Which pages may read in a browser. None without it.', of: () => CorsSettings })
  cors = new CorsSettings();
}
