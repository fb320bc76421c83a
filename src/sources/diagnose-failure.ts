import type { Finding } from '../platform/health/finding.js';
import type { RequestFailure } from './request-failure.js';

/** What a source is, as its settings name it. */
export interface AskedServer {
  /** What was asked, and where. */
  readonly asked: string;
  /** The setting with the address. */
  readonly setting: 'url' | 'urls';
  /** What to do about a code, where the kind of source knows better. */
  readonly remedies?: Readonly<Record<string, string>>;
}

/** What to do about a failure, in plain words; `{url}` stands for the name of the setting. */
const REMEDIES: Readonly<Record<string, string>> = {
  'connection-refused': 'check host and port in {url}, and whether the server runs',
  'dns-failure': 'check the host name in {url}',
  unreachable: 'check the address in {url}, and the network between here and there',
  'connection-reset': 'look at what is between here and the server: something cuts the connection',
  timeout: 'check the network between here and {url}, or raise timeout',
  'not-authorised': 'check auth: user name, password or token',
  redirected:
    'set {url} to the address that the redirect leads to; if that is a login page, set auth, or an address behind the login',
  'tls-failure': 'set tls.caFile to the certificate authority of the server',
  'no-tls': 'write http:// instead of https:// in {url}, or set the port of the server that speaks TLS',
  'not-http': 'check the port in {url}; if the server speaks TLS there, write https://',
  'secret-unreadable': 'check the file that auth names, and who may read it',
  'answer-too-large': 'pick fewer series by matchers',
};

/** Codes of answers that are in the server's own words. */
const REFUSALS = /^(?:http-|not-authorised)/;
/** Words by which servers tell what they want, with what to do then. */
const HINTS: readonly (readonly [words: RegExp, remedy: string])[] = [
  [/org.?id|tenant/i, 'set tenant: the server keeps data by tenant and wants X-Scope-OrgID'],
  [/HTTPS (?:server|port)|plain HTTP request/i, 'write https:// in {url}: the server speaks TLS there'],
  [
    /too many (?:samples|points|series|chunks)|max(?:imum)?[ -](?:samples|series|fetched)|exceed|limit/i,
    'pick fewer series by matchers, or raise that limit at the server',
  ],
];

/** Why a server could not be read: what was asked, what it answered, and what to set. */
export function failureFinding(
  { code, detail }: Pick<RequestFailure, 'code' | 'detail'>,
  server: AskedServer,
): Finding {
  const hint = REFUSALS.test(code) ? HINTS.find(([words]) => words.test(detail))?.[1] : undefined;
  const remedy = hint ?? server.remedies?.[code] ?? REMEDIES[code];
  const text = `${server.asked}: ${detail} (${code})`;
  return {
    level: 'problem',
    code,
    text,
    ...(remedy !== undefined && { remedy: remedy.replaceAll('{url}', server.setting) }),
  };
}
