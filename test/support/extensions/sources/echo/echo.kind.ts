import { SectionSetting } from '../../platform/settings/setting.js';
import type { SourceKind } from '../source-kind.js';
import { echoBlock } from './echo.block.js';
import { EchoModule } from './echo.module.js';
import { EchoLiveSettings, EchoSettings } from './echo.settings.js';
import { EchoSource } from './echo.source.js';

/** The registration of echo. */
export const echoKind: SourceKind<EchoSettings, EchoLiveSettings> = {
  kind: 'echo',
  about: 'Hears itself.',
  settings: EchoSettings,
  create: (settings, context) => new EchoSource(settings, context),
  diagnose: () => Promise.resolve([{ level: 'ok', text: 'the echo is heard' }]),
  block: echoBlock,
  module: (sources) => EchoModule.register(sources),
  live: {
    key: 'echo',
    declare: SectionSetting({ about: 'What may change while echo runs.', of: () => EchoLiveSettings }),
    fallback: () => new EchoLiveSettings(),
  },
};
