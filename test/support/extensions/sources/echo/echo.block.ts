import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import { readSettings } from '../../platform/settings/read-settings.js';
import { SettingsError } from '../../platform/settings/settings-error.js';
import { EchoViewDto } from './echo.dto.js';
import { EchoBlockSettings } from './echo.settings.js';

/** The registration of the `echo` block of an exposure. */
export const echoBlock: ExposureBlock<EchoBlockSettings> = {
  key: 'echo',
  title: 'Echo',
  about: 'What echo says of this API.',
  settings: EchoBlockSettings,
  reference: { head: '# The `echo` block\n', notes: [], codes: { ECHO: 'nothing that can be echoed' } },
  example: '{ say: hello }',
  read: (raw) => {
    try {
      return { ok: true, value: readSettings(EchoBlockSettings, raw ?? {}, { folder: '/' }) };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      const [{ path, problem, allowed }] = error.problems as [SettingsError['problems'][0]];
      return { ok: false, problems: [{ code: 'ECHO', path, shownPath: path, problem, allowed }] };
    }
  },
  write: ({ say }) => ({ say }),
  isOn: () => true,
  view: ({ say }) => ({ say }),
  viewClass: () => Promise.resolve(EchoViewDto),
};
