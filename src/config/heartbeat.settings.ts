import { AccessSettings } from '../accounts/access.settings.js';
import { ApisSettings } from '../declarations/apis.settings.js';
import { EvaluationSettings } from '../evaluation/evaluation.settings.js';
import { WatchdogSettings } from '../platform/health/watchdog.settings.js';
import { HttpSettings } from '../platform/http/http.settings.js';
import { type ContributedSetting, withContributed } from '../platform/settings/contributed-setting.js';
import { ListSetting, SectionSetting, SettingRule, TextSetting } from '../platform/settings/setting.js';
import { StorageSettings } from '../platform/storage/storage.settings.js';
import { SOURCE_KINDS } from '../sources/source-kinds.js';
import type { SourceSettings } from '../sources/source.settings.js';
import { WindowSettings } from '../window/window.settings.js';

const MAX_SOURCES = 50;

/** Top-level keys whose new values come into force while the service runs. */
export const LIVE_KEYS: readonly ContributedSetting[] = SOURCE_KINDS.flatMap(({ live }) => live ?? []);

class OwnSettings {
  @TextSetting({ about: 'Name of the environment, for logs.', maxLength: 100, example: 'playground' })
  environment?: string;

  @SectionSetting({ about: 'Where and how Heartbeat listens.', of: () => HttpSettings })
  http = new HttpSettings();

  @SectionSetting({ about: 'Who may write. Anyone who can reach Heartbeat may read.', of: () => AccessSettings })
  access = new AccessSettings();

  @SectionSetting({ about: 'How far back a verdict looks.', of: () => WindowSettings })
  window = new WindowSettings();

  @SectionSetting({ about: 'When totals mean UP, DOWN or UNKNOWN.', of: () => EvaluationSettings })
  evaluation = new EvaluationSettings();

  @SectionSetting({ about: 'What is watched.', of: () => ApisSettings })
  apis = new ApisSettings();

  @SectionSetting({ about: 'Where data that must outlive the process is kept.', of: () => StorageSettings })
  storage = new StorageSettings();

  @ListSetting({
    about: 'Where evidence comes from.',
    item: { type: 'variant', by: 'kind', of: () => new Map(SOURCE_KINDS.map((each) => [each.kind, each.settings])) },
    maxItems: MAX_SOURCES,
  })
  @SettingRule<OwnSettings>('each name once', ({ sources }) => {
    const names = sources.map((each) => each.name);
    return names.flatMap((name, index) => (names.indexOf(name) < index ? [[index, 'name']] : []));
  })
  sources: readonly SourceSettings[] = [];

  @SectionSetting({ about: 'Who is notified that Heartbeat works.', of: () => WatchdogSettings })
  watchdog = new WatchdogSettings();
}

/** Everything that can be set, assembled from what each capability declares, and what kinds of source let change live. */
export class HeartbeatSettings extends withContributed(OwnSettings, LIVE_KEYS) {}
