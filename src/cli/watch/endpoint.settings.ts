import type { RuleBreach } from '../../platform/settings/setting-declaration.js';
import { ListSetting, MapSetting, SectionSetting, SettingRule, TextSetting } from '../../platform/settings/setting.js';
import { EndpointExpectSettings, unmeetable } from './expectations.js';

const MAX_BODY_BYTES = 16 * 1024;
const MAX_ENDPOINTS = 1_000;
/** The prober frames its requests itself. */
const FRAMING =
  'accept-encoding|connection|content-length|expect|host|keep-alive|proxy-[^:]*|te|trailer|transfer-encoding|upgrade';

/** Methods by which an endpoint may be asked. */
export type EndpointMethod = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One endpoint of the list. */
export class EndpointSettings {
  @TextSetting({ about: 'What it is called in the list.', required: true, maxLength: 100 })
  @SettingRule<EndpointSettings>('a name that is not blank', ({ name }) => name.trim() !== '')
  name = '';

  @TextSetting({ about: 'an http or https address', required: true })
  @SettingRule<EndpointSettings>(
    'an http or https address without user, password and fragment, in ASCII without spaces',
    ({ url }) => urlBreaches(url),
  )
  url = '';

  @TextSetting({
    about: 'Method.',
    maxLength: 7,
    pattern: /^(?:get|head|options|post|put|patch|delete)$/i,
    shape: 'one of GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE',
  })
  method = 'GET';

  @MapSetting({
    about: 'Headers of the request.',
    keys: {
      type: 'text',
      maxLength: 64,
      pattern: new RegExp(`^(?!(?:${FRAMING})$)[\\w!#$%&'*+.^\`|~-]+$`, 'i'),
      shape: 'a name of a header, but none of those that frame the request, such as Host and Content-Length',
    },
    item: {
      type: 'text',
      maxLength: 4_096,
      pattern: /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/,
      shape: 'printable ASCII characters without spaces at the ends',
      unseen: true,
      numbers: { min: 0, max: Number.MAX_SAFE_INTEGER },
    },
    maxItems: 20,
    example: { Accept: 'application/json' },
  })
  @SettingRule<EndpointSettings>('each header once, whatever its case', ({ headers }) =>
    [...headers.keys()].filter((name) => standsTwice(name, headers)).map((name) => [name]),
  )
  headers: ReadonlyMap<string, string> = new Map();

  @TextSetting({ about: 'Body of the request.', maxLength: MAX_BODY_BYTES, unseen: true, example: '{"q":1}' })
  @SettingRule<EndpointSettings>(
    `at most ${MAX_BODY_BYTES} bytes`,
    ({ body = '' }) => Buffer.byteLength(body) <= MAX_BODY_BYTES,
  )
  body?: string;

  @SectionSetting({ about: 'What an answer must be like to count as a success.', of: () => EndpointExpectSettings })
  @SettingRule<EndpointSettings>('no expectations of a body with HEAD', ({ method, expect }) =>
    expect && method.toUpperCase() === 'HEAD' ? unmeetable(expect).map((key) => [key]) : [],
  )
  expect?: EndpointExpectSettings;
}

/** The whole list. */
export class EndpointListSettings {
  @ListSetting({
    about: 'a list of endpoints, such as - { name: shop, url: https://shop.example.com/health }',
    required: true,
    item: { type: 'section', of: () => EndpointSettings },
    minItems: 1,
    maxItems: MAX_ENDPOINTS,
  })
  endpoints: readonly EndpointSettings[] = [];
}

const REFUSED_URLS: readonly (readonly [found: RegExp, why: string])[] = [
  [/^(?!https?:\/\/)/i, 'it does not begin with http:// or https://'],
  [/[^\x21-\x7e]/, 'it holds white space, a control character or one beyond ASCII'],
  [/^\w+:\/\/[^/?#]*@/, 'it holds a user or a password; give them by a header'],
  [/#/, 'it holds a fragment'],
  [/["<>\\^`{|}]/, 'it holds a character that no address may hold'],
];

function urlBreaches(url: string): readonly RuleBreach[] {
  const [, why] = REFUSED_URLS.find(([found]) => found.test(url)) ?? [];
  if (why !== undefined) return [{ below: [], why }];
  return URL.canParse(url) ? [] : [{ below: [], why: 'its host cannot be read' }];
}

function standsTwice(name: string, headers: ReadonlyMap<string, string>): boolean {
  return [...headers.keys()].some((other) => other !== name && other.toLowerCase() === name.toLowerCase());
}
