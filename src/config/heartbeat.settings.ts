import { AccessSettings } from '../accounts/access.settings.js';
import { ApisSettings } from '../declarations/apis.settings.js';
import { EvaluationSettings } from '../evaluation/evaluation.settings.js';
import { WatchdogSettings } from '../platform/health/watchdog.settings.js';
import { HttpSettings } from '../platform/http/http.settings.js';
import { ListSetting, SectionSetting, SettingRule, TextSetting } from '../platform/settings/setting.js';
import { StorageSettings } from '../platform/storage/storage.settings.js';
import { SOURCE_KINDS } from '../sources/source-kinds.js';
import { ProbingSwitchSettings } from '../sources/pulse/probing-switch.settings.js';
import type { SourceSettings } from '../sources/source.settings.js';
import { WindowSettings } from '../window/window.settings.js';

const MAX_SOURCES = 50;

/** Everything that can be set, assembled from what each capability declares. */
export class HeartbeatSettings {
  @TextSetting({ about: 'Name of the environment, for logs.', maxLength: 100, example: 'playground' })
  environment?: string;

  @SectionSetting({ about: 'Where and how Heartbeat listens.', of: () => HttpSettings })
  http = new HttpSettings();

  @SectionSetting({ about: 'Who may write. Whoever reaches Heartbeat may read.', of: () => AccessSettings })
  access = new AccessSettings();

  @SectionSetting({ about: 'How far back a verdict looks.', of: () => WindowSettings })
  window = new WindowSettings();

  @SectionSetting({ about: 'When totals mean UP, DOWN or UNKNOWN.', of: () => EvaluationSettings })
  evaluation = new EvaluationSettings();

  @SectionSetting({ about: 'What is watched.', of: () => ApisSettings })
  apis = new ApisSettings();

  @SectionSetting({ about: 'Where what must outlive the process is kept.', of: () => StorageSettings })
  storage = new StorageSettings();

  @ListSetting({
    about: 'Where evidence comes from.',
    item: { type: 'variant', by: 'kind', of: () => new Map(SOURCE_KINDS.map((each) => [each.kind, each.settings])) },
    maxItems: MAX_SOURCES,
  })
  @SettingRule<HeartbeatSettings>('each name once', ({ sources }) => {
    const names = sources.map((each) => each.name);
    return names.flatMap((name, index) => (names.indexOf(name) < index ? [[index, 'name']] : []));
  })
  sources: readonly SourceSettings[] = [];

  @SectionSetting({ about: 'Who is told that Heartbeat works.', of: () => WatchdogSettings })
  watchdog = new WatchdogSettings();

  @SectionSetting({ about: 'The kill switch of all probes.', of: () => ProbingSwitchSettings })
  pulse = new ProbingSwitchSettings();
}
