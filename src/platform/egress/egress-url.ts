import { domainToASCII, domainToUnicode } from 'node:url';
import { verdictOnPath } from './egress-path.js';
import type { EgressPolicy } from './egress-policy.js';
import { allowed, refused, type EgressCode, type EgressVerdict, type Refusal } from './egress-verdict.js';
import { allowsHost } from './host-rule.js';
import { parseAddress } from './ip-address.js';

const LONGEST_URL = 2_048;
const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
const MOST_LABELS = 20;
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * What the text must not match, in order. The text is looked at before `new URL`, which drops line ends and tabs, reads
 * `\` as `/`, and turns wide letters and odd numbers into hosts.
 */
const REFUSED_TEXT: readonly (readonly [code: EgressCode, found: RegExp, detail: string])[] = [
  ['CONTROL_CHAR', /[\u0000-\u0020\u007f]/, 'the URL contains white space or a control character'],
  ['NON_ASCII', /[^\u0000-\u007f]/, 'the URL contains a character that is not ASCII'],
  ['SCHEME', /^(?!https?:\/\/)/i, 'the URL does not begin with https://'],
  ['BAD_CHAR', /["<>\\^`{|}]/, 'the URL contains a character that no URL may contain'],
  ['FRAGMENT', /#/, 'the URL contains a fragment'],
  ['USERINFO', /^\w+:\/\/[^/?]*@/, 'the URL contains a user or a password'],
  ['PERCENT_IN_HOST', /^\w+:\/\/[^/?]*%/, 'the host contains an escaped character'],
];
const HOST_AND_PORT = /^\w+:\/\/(\[[^\]]*\]|[^:/?[\]]*)(?::(\d{1,5}))?(?=[/?]|$)/;
const PLAIN_HOST = /^[a-z0-9._-]*$/i;

/**
 * Whether a URL that a tenant wrote may be asked: an https URL of a listed host on its port. Nothing is looked up, and
 * the detail never shows the URL, whose query may hold a secret.
 */
export function verdictOnUrl(text: string, policy: EgressPolicy): EgressVerdict<URL> {
  if (text.length > LONGEST_URL) return refused('LENGTH', `the URL is longer than ${LONGEST_URL} characters`);
  const wrong = REFUSED_TEXT.find(([, found]) => found.test(text));
  if (wrong) return refused(wrong[0], wrong[2]);
  const [origin = '', host = '', port] = HOST_AND_PORT.exec(text) ?? [];
  return refusedHost(host) ?? refusedPath(text.slice(origin.length)) ?? verdictOnListed(text, { host, port }, policy);
}

/** The same as for a path below a base path; `new URL` would resolve dots, and servers read escapes in several ways. */
function refusedPath(text: string): Refusal | undefined {
  const verdict = verdictOnPath(text.startsWith('/') ? text : `/${text}`);
  return verdict.ok ? undefined : verdict;
}

function refusedHost(host: string): Refusal | undefined {
  if (host.startsWith('[')) return refusedIpv6(host);
  const labels = host.replace(/\.$/, '').split('.');
  if (host.length > LONGEST_NAME || labels.length > MOST_LABELS || labels.some((each) => each.length > LONGEST_LABEL))
    return refused('LENGTH', 'the host, or a part of it, is too long');
  if (!PLAIN_HOST.test(host)) return refused('BAD_CHAR', 'the host contains a character that no host may contain');
  const readable = !labels.includes('') && labels.every(isWellEncoded);
  const parsed = readable ? hostOf(`http://${host}/`) : undefined;
  if (parsed === undefined) return refused('INVALID', 'the host of the URL cannot be read');
  return parseAddress(parsed) ? refused('IP_LITERAL', NO_ADDRESS) : undefined;
}

/** Names in other letters are written as `xn--` and Punycode (RFC 5890). Node 20 refuses invalid ones, Node 24 does not. */
function isWellEncoded(label: string): boolean {
  const text = label.toLowerCase();
  if (!text.startsWith('xn--')) return true;
  const decoded = domainToUnicode(text);
  return decoded !== text && domainToASCII(decoded) === text;
}

const NO_ADDRESS = 'the host is an address; give it by its name';

function refusedIpv6(host: string): Refusal {
  return parseAddress(host.slice(1, -1))?.kind() === 'ipv6'
    ? refused('IP_LITERAL', NO_ADDRESS)
    : refused('INVALID', 'the host is not a valid address');
}

function hostOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).hostname : undefined;
}

function verdictOnListed(
  text: string,
  { host, port }: { readonly host: string; readonly port: string | undefined },
  { hosts }: EgressPolicy,
): EgressVerdict<URL> {
  const rules = hosts.filter((rule) => allowsHost(rule, host));
  if (rules.length === 0) return refused('SUFFIX', `the operator does not list the host ${host}`);
  if (hostOf(text) !== host.toLowerCase()) return refused('INVALID', 'the URL can be read in two ways');
  const url = new URL(text);
  if (url.protocol !== 'https:') return refused('SCHEME', 'the URL does not begin with https://');
  const asked = port === undefined ? PORTS[url.protocol] : Number(port);
  if (!rules.some((rule) => rule.port === asked))
    return refused('PORT', `the operator lists the host ${host}, but not its port ${asked}`);
  return allowed(url);
}
