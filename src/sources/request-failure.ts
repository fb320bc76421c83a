import type { AxiosResponse } from 'axios';
import { serverWords, shownWords } from './server-words.js';

/** Why a request brought nothing that can be used: in one word, and in one sentence. */
export interface RequestFailure {
  readonly ok: false;
  readonly code: string;
  readonly detail: string;
}

const CODES: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  ECONNREFUSED: ['connection-refused', 'nothing listens at the address'],
  ENOTFOUND: ['dns-failure', 'the host name is not known'],
  EAI_AGAIN: ['dns-failure', 'the name server does not answer'],
  EHOSTUNREACH: ['unreachable', 'there is no route to the host'],
  ENETUNREACH: ['unreachable', 'there is no route to the network'],
  ECONNRESET: ['connection-reset', 'the connection was cut before the answer was complete'],
  EPIPE: ['connection-reset', 'the connection was cut before the answer was complete'],
  ETIMEDOUT: ['timeout', 'no complete answer in time'],
  ERR_CANCELED: ['timeout', 'no complete answer in time'],
  HEARTBEAT_FILE_UNREADABLE: ['secret-unreadable', 'the file of a secret cannot be read'],
  ECONNABORTED: ['timeout', 'no complete answer in time'],
};
/** Codes of which there are many, by how they begin or what they contain; the first that fits counts. */
const LIKE: readonly (readonly [like: RegExp, code: string, detail: string])[] = [
  [/^Z_/, 'answer-broken', 'the answer cannot be decompressed'],
  [
    /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST))$/,
    'no-tls',
    'the server does not speak TLS there: it is http, not https',
  ],
  [/^HPE_./, 'not-http', 'what answers there does not speak HTTP; is it https?'],
  [/CERT|TLS|SSL|SELF_SIGNED/, 'tls-failure', 'the certificate is not trusted'],
];
const NOT_AUTHORISED: ReadonlySet<number> = new Set([401, 403]);

/** Whether an answer of this status says by itself that there is nothing to read at the address. */
export function isNeverRead(status: number): boolean {
  return (status >= 300 && status < 400) || NOT_AUTHORISED.has(status);
}

/** An answer that is none of what was asked for, with the server's own words. */
export function refusalOf(
  { status, headers }: Pick<AxiosResponse, 'status' | 'headers'>,
  body: string,
): RequestFailure {
  if (status < 400) {
    const location = shownWords(String(headers['location'] ?? ''));
    const to = location === '' ? '' : ` and leads to ${location}`;
    return failed('redirected', `the source answers ${status}${to}: set the final address`);
  }
  const words = serverWords(body);
  const said = `the source answers ${status}${words === '' ? '' : `, and says "${words}"`}`;
  if (NOT_AUTHORISED.has(status)) return failed('not-authorised', words === '' ? `${said}: check auth` : said);
  return failed(`http-${status}`, said);
}

/** Why a request brought no answer; its own limits are named where they are the reason. */
export function failureOf(
  error: unknown,
  { maxBytes, deadlineMs }: { readonly maxBytes: number; readonly deadlineMs: number },
): RequestFailure {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const known = CODES[code];
  if (known) return failed(known[0], known[0] === 'timeout' ? `${known[1]} (${deadlineMs} ms)` : known[1]);
  if (message.includes('maxContentLength'))
    return failed('answer-too-large', `the answer is larger than ${maxBytes} bytes`);
  if (message.includes('incorrect header check')) return failed('answer-broken', LIKE[0]![2]);
  const like = LIKE.find(([pattern]) => pattern.test(code));
  const shown = code === '' ? '' : ` (${code})`;
  if (!like) return failed('request-failed', `the request failed${shown}`);
  return failed(like[1], like[1] === 'tls-failure' ? `${like[2]}${shown}` : like[2]);
}

function failed(code: string, detail: string): RequestFailure {
  return { ok: false, code, detail };
}
