import { isFault, noFinalAnswer, noHttp, type ResponseFault } from './response-fault.js';

/** How the end of a body is marked (RFC 9112, 6.3): by its number of bytes, by chunks, or by the end of the connection. */
export type BodyFraming = number | 'chunked' | 'until-close';

/** What a probe needs of the head of an answer. */
export interface ResponseHead {
  /** 100 to 599. */
  readonly status: number;
  readonly framing: BodyFraming;
  /** Whether the connection may be used again once the body is read. */
  readonly keepAlive: boolean;
  /** As it came, at most 64 characters. */
  readonly retryAfter?: string;
  /** Whether the body is compressed or otherwise coded. */
  readonly coded: boolean;
}

interface Fields {
  /** Set by a name that came twice with different values, or by a folded line: the field is not relied upon. */
  odd: boolean;
  contentLength?: string;
  transferEncoding?: string;
  connection?: string;
  retryAfter?: string;
  contentEncoding?: string;
}

const WANTED: ReadonlyMap<string, Exclude<keyof Fields, 'odd'>> = new Map([
  ['content-length', 'contentLength'],
  ['transfer-encoding', 'transferEncoding'],
  ['connection', 'connection'],
  ['retry-after', 'retryAfter'],
  ['content-encoding', 'contentEncoding'],
]);
const WANTED_LENGTHS = new Set([...WANTED.keys()].map((name) => name.length));

const BROKEN_LINE = /\r(?!\n)|(?<!\r)\n|\0/;
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/;
const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: |$)/;
const NO_BODY = new Set([204, 304]);

const LONGEST_RETRY_AFTER_MS = 86_400_000;
/** The form of dates in HTTP (RFC 9110, 5.6.7); the two obsolete ones are not read. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Reads the head of an answer, without the empty line that ends it. `text` holds one character for each byte. */
export function parseHead(text: string, method: string): ResponseHead | ResponseFault {
  if (BROKEN_LINE.test(text)) return noHttp('the head of the answer has a broken line');
  const end = text.indexOf('\r\n');
  const statusLine = STATUS_LINE.exec(end < 0 ? text : text.slice(0, end));
  if (statusLine === null) return noHttp('the answer does not begin with a status line of HTTP/1.1');
  const status = Number(statusLine[2]);
  if (status < 100) return noHttp(`the answer has the status ${statusLine[2]}, which is none`);
  const fields = readFields(text, end < 0 ? text.length : end + 2);
  return isFault(fields) ? fields : headOf(fields, { status, method, minor: statusLine[1]! });
}

function headOf(
  fields: Fields,
  { status, method, minor }: { readonly status: number; readonly method: string; readonly minor: string },
): ResponseHead | ResponseFault {
  const bodiless = method === 'HEAD' || status < 200 || NO_BODY.has(status);
  const framing = bodiless ? 0 : framingOf(fields);
  if (typeof framing === 'object') return framing;
  return {
    status,
    framing,
    keepAlive: minor === '1' && framing !== 'until-close' && mayStay(fields),
    coded: (fields.contentEncoding ?? 'identity').toLowerCase() !== 'identity',
    ...(fields.retryAfter !== undefined && { retryAfter: fields.retryAfter.slice(0, 64) }),
  };
}

function readFields(text: string, from: number): Fields | ResponseFault {
  const fields: Fields = { odd: false };
  for (let start = from; start < text.length;) {
    const next = text.indexOf('\r\n', start);
    const end = next < 0 ? text.length : next;
    const fault = readField(text.slice(start, end), fields);
    if (fault) return fault;
    start = end + 2;
  }
  return fields;
}

function readField(line: string, fields: Fields): ResponseFault | undefined {
  if (line.startsWith(' ') || line.startsWith('\t')) {
    fields.odd = true;
    return undefined;
  }
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon <= 0 || !TOKEN.test(name)) return noHttp('the head of the answer has a line that is no field');
  const key = WANTED_LENGTHS.has(colon) ? WANTED.get(name.toLowerCase()) : undefined;
  if (key !== undefined) keep(fields, key, line.slice(colon + 1).trim());
  return undefined;
}

function keep(fields: Fields, key: Exclude<keyof Fields, 'odd'>, value: string): void {
  const before = fields[key];
  if (before !== undefined && before !== value) fields.odd = true;
  fields[key] = before === undefined || before === value ? value : `${before},${value}`;
}

function framingOf({ transferEncoding, contentLength }: Fields): BodyFraming | ResponseFault {
  if (transferEncoding !== undefined) return /(?:^|,)\s*chunked$/i.test(transferEncoding) ? 'chunked' : 'until-close';
  if (contentLength === undefined) return 'until-close';
  const lengths = new Set(contentLength.split(',').map((each) => each.trim()));
  const [length] = lengths;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length!)) return noFinalAnswer('the answer has an impossible length');
  return Number(length);
}

/** Two ways to tell the end of a body, or anything unusual, and the next answer might be read from the wrong place. */
function mayStay({ odd, transferEncoding, contentLength, connection = '' }: Fields): boolean {
  if (odd || (transferEncoding !== undefined && contentLength !== undefined)) return false;
  return !connection
    .toLowerCase()
    .split(',')
    .some((each) => each.trim() === 'close');
}

/** What `Retry-After` asks for (RFC 9110, 10.2.3): seconds or a date, in ms from `nowMs` on, 0 to a day. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/.test(value)) return Math.min(Number(value) * 1_000, LONGEST_RETRY_AFTER_MS);
  const dateMs = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isFinite(dateMs) ? Math.min(Math.max(0, dateMs - nowMs), LONGEST_RETRY_AFTER_MS) : undefined;
}
