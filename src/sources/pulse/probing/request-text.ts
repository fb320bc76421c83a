import { Secret } from '../../../platform/settings/secret.js';

const OWN = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'proxy-authorization',
  'proxy-connection',
]);
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const TARGET = /^\/[\x21-\x7e]*$/;

/** Whether a request of the method may be sent again: it only asks (RFC 9110, 9.2.1). */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** What is written to a connection: a head in which each character is a byte, and a body in UTF-8. */
export interface RequestText {
  readonly head: string;
  readonly body?: string;
}

/** Options of the head. */
export interface RequestOptions {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly body?: string;
  /** Whether the other side is asked to close the connection. */
  readonly close: boolean;
}

/** A request that must not be sent as it is; the name of what is wrong, never its value. */
export interface RefusedRequest {
  readonly refused: string;
}

/** Writes a request; nothing that a team wrote can start a new line. Throws when a secret cannot be read. */
export function requestText(
  { url, method, headers, body, close }: RequestOptions,
  defaults: Readonly<Record<string, string>>,
): RequestText | RefusedRequest {
  const target = url.pathname + url.search;
  if (!TARGET.test(target)) return { refused: 'the path has a character that cannot be sent' };
  const fields = fieldLines(headers, defaults);
  if (typeof fields === 'object') return fields;
  const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  const own = `Accept-Encoding: identity\r\n${close ? 'Connection: close\r\n' : ''}${length}`;
  const head = `${method} ${target} HTTP/1.1\r\nHost: ${url.host}\r\n${fields}${own}\r\n`;
  return body === undefined ? { head } : { head, body };
}

function fieldLines(
  headers: RequestOptions['headers'],
  defaults: Readonly<Record<string, string>>,
): string | RefusedRequest {
  const given = new Set<string>();
  let lines = '';
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (!TOKEN.test(name) || OWN.has(key)) return { refused: 'a header has a name that cannot be sent' };
    if (given.has(key)) return { refused: `the header ${name} is given twice` };
    const text = value instanceof Secret ? value.reveal() : value;
    if (!VALUE.test(text)) return { refused: `the header ${name} has a character that cannot be sent` };
    given.add(key);
    lines += `${name}: ${text}\r\n`;
  }
  for (const [name, value] of Object.entries(defaults)) {
    if (!given.has(name.toLowerCase())) lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
