import { DurationSetting, TextSetting } from '../settings/setting.js';

/** Who is notified, again and again, that Heartbeat works. */
export class WatchdogSettings {
  @TextSetting({
    about: 'Address that is asked by GET for as long as Heartbeat evaluates; its silence is the alarm. Absent: none.',
    pattern: /^https?:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/,
    shape: 'an http or https address without user and fragment',
    example: 'https://alerts.example.com/ping/heartbeat',
  })
  url?: string;

  @DurationSetting({ about: 'Time between two notices.', key: 'every', minMs: 1_000, maxMs: 3_600_000 })
  everyMs = 60_000;
}
