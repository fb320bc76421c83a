import { ListSetting, SettingRule } from '../settings/setting.js';

const MAX_ORIGINS = 100;

/** Which pages may read in a browser. */
export class CorsSettings {
  @ListSetting({
    about: 'Origins whose pages may read (GET and HEAD) in a browser; * for all. Writes are never opened.',
    item: {
      type: 'text',
      maxLength: 300,
      pattern: /^(?:\*|https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?)$/,
      shape: 'an origin such as https://portal.example.com: scheme and host in lower case, no path; or *',
    },
    maxItems: MAX_ORIGINS,
    example: ['https://portal.example.com'],
  })
  @SettingRule<CorsSettings>('origins as browsers send them, without the usual port of the scheme', ({ origins }) =>
    origins.flatMap((each, index) => (each === '*' || isAsSent(each) ? [] : [[index]])),
  )
  origins: readonly string[] = [];
}

function isAsSent(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin;
}
