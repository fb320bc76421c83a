import type { TextForm } from '../../../platform/settings/setting-form.js';
import type { SecretReference } from '../pulse-declaration.js';

/** Headers that a probe may carry, besides `X-…`. */
export const SENT_HEADERS: readonly string[] = (
  'Accept, Accept-Language, Access-Control-Request-Headers, Access-Control-Request-Method, ' +
  'Api-Key, Apikey, Cache-Control, Content-Language, Content-Type, Origin, Pragma'
).split(', ');
/** `X-…` that gateways and servers act on: who asks, for what, by which method. Ours tell that it is a probe. */
export const HEADERS_ACTED_ON: readonly string[] = (
  'Forwarded, Real-IP, Client-IP, Cluster-Client-IP, Remote, Originating-IP, Envoy, Accel, Host, ' +
  'Original, Rewrite, HTTP-Method, Method-Override, Heartbeat'
).split(', ');
/** A header with one of these words in its name holds a secret, which must not stand in a Rover. */
const SECRET_WORD =
  /(?:^|-)(?:(?:api)?-?key|token|jwt|secret|password|auth|authorization|credentials?|session|signature|cookie)(?:-|$)/i;

/** Editors know no case-insensitive patterns. */
function inAnyCase(name: string): string {
  return name.replaceAll(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

const listed = SENT_HEADERS.map(inAnyCase).join('|');
const actedOn = HEADERS_ACTED_ON.map(inAnyCase).join('|');

/** Names of the headers that a probe may carry. */
export const HEADER_NAME: TextForm = {
  type: 'text',
  maxLength: 64,
  pattern: new RegExp(`^(?:${listed}|[Xx]-[A-Za-z0-9][A-Za-z0-9-]*)$`),
  except: new RegExp(`^[Xx]-(?:${actedOn})(?:-|$)`),
  shape: `${SENT_HEADERS.join(', ')} or X-…, but none that gateways act on, such as X-Forwarded-For`,
  code: 'HEADER_FORBIDDEN',
};

/** Their values, if these are not secrets. */
export const HEADER_VALUE: TextForm = {
  type: 'text',
  maxLength: 1_024,
  pattern: /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/,
  shape: 'printable ASCII characters without spaces at the ends, at most 1024; or { secretRef: name }',
  unseen: true,
  numbers: { min: 0, max: Number.MAX_SAFE_INTEGER },
  code: 'CONTROL_CHAR',
};

/** Names that occur twice, ignoring case. */
export function repeatedHeaders(headers: ReadonlyMap<string, unknown>): string[] {
  const seen = new Set<string>();
  return [...headers.keys()].filter((name) => seen.size === seen.add(name.toLowerCase()).size);
}

/** Names that indicate a secret, with a value that is written out. */
export function writtenOutSecrets(headers: ReadonlyMap<string, string | SecretReference>): string[] {
  return [...headers]
    .filter(([name, value]) => typeof value === 'string' && SECRET_WORD.test(name))
    .map(([name]) => name);
}
