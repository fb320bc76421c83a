import { noHttp, type ResponseFault } from './response-fault.js';

/** How the end of a body is marked (RFC 9112, 6.3): by its number of bytes, by chunks, or by the end of the connection. */
export type BodyFraming = number | 'chunked' | 'until-close';

/** What a probe needs of the head of an answer. */
export interface ResponseHead {
  /** 100 to 999. */
  readonly status: number;
  /** `unknown` where what marks it cannot be believed. */
  readonly framing: BodyFraming | 'unknown';
  /** Whether the connection may be used again once the body is read. */
  readonly keepAlive: boolean;
  /** As it came, at most 64 characters. */
  readonly retryAfter?: string;
  /** What the body is coded by, in lower case, the last one applied last; empty for a plain body. */
  readonly codings: readonly string[];
  /** The charset that the answer names, in lower case, at most 64 characters. */
  readonly charset?: string;
}

interface Fields {
  /** Set by whatever makes it doubtful where the next answer would begin. */
  odd: boolean;
  contentLength?: string;
  transferEncoding?: string;
  connection?: string;
  retryAfter?: string;
  contentEncoding?: string;
  contentType?: string;
}

interface StatusLine {
  readonly status: number;
  readonly minor: string;
  readonly method: string;
}

const WANTED: ReadonlyMap<string, Exclude<keyof Fields, 'odd'>> = new Map([
  ['content-length', 'contentLength'],
  ['transfer-encoding', 'transferEncoding'],
  ['connection', 'connection'],
  ['retry-after', 'retryAfter'],
  ['content-encoding', 'contentEncoding'],
  ['content-type', 'contentType'],
]);
const WANTED_LENGTHS = new Set([...WANTED.keys()].map((name) => name.length));

/** A CR alone, an LF alone, a NUL, or a line that goes on in the next one. */
const ODD_LINES = /\r(?!\n)|(?<!\r)\n|\0|\n[ \t]/;
const NAME = /^[!#$%&'*+.^`|~\w-]+$/;
const STATUS_LINE = /^HTTP\/1\.(\d) (\d{3})(?:[ \r\n]|$)/;
const CHARSET = /;[ \t]*charset[ \t]*=[ \t]*"?([^\s";,]{1,64})/i;
const NO_CODINGS: readonly string[] = [];
const NO_BODY = new Set([204, 304]);

const LONGEST_RETRY_AFTER_MS = 86_400_000;
/** The form of dates in HTTP (RFC 9110, 5.6.7); the two obsolete ones are not read. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads the head of an answer, without the empty line that ends it. `text` holds one character for each byte. A status
 * line that can be read decides, whatever follows it: odd lines are read as RFC 9112 permits, or passed over, and the
 * connection is not used again then.
 */
export function parseHead(text: string, method: string): ResponseHead | ResponseFault {
  const line = readStatusLine(text, method);
  if ('outcome' in line) return line;
  const odd = ODD_LINES.test(text);
  return headOf(readFields(odd ? unfolded(text) : text, odd), line);
}

/** What is known of an answer whose head is not complete: its status, once that line is; undefined before. */
export function parseBegunHead(text: string, method: string): ResponseHead | ResponseFault | undefined {
  if (!text.includes('\n')) return undefined;
  const line = readStatusLine(text, method);
  if ('outcome' in line) return line;
  return { status: line.status, framing: 'unknown', keepAlive: false, codings: [] };
}

function readStatusLine(text: string, method: string): StatusLine | ResponseFault {
  const line = STATUS_LINE.exec(text);
  if (line === null) return noHttp('the answer does not begin with a status line of HTTP/1.1');
  const status = Number(line[2]);
  if (status < 100) return noHttp(`the answer has the status ${line[2]}, which does not exist`);
  return { status, minor: line[1]!, method };
}

/** A NUL or a CR alone stands for a blank (RFC 9110, 5.5), a folded line for one (RFC 9112, 5.2), an LF alone ends a line. */
function unfolded(text: string): string {
  return text
    .replaceAll(/\r(?!\n)|\0/g, ' ')
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .replaceAll(/\r?\n/g, '\r\n');
}

function headOf(fields: Fields, { status, method, minor }: StatusLine): ResponseHead {
  const bodiless = method === 'HEAD' || status < 200 || NO_BODY.has(status);
  const framing = bodiless ? 0 : framingOf(fields, minor);
  return {
    status,
    framing,
    keepAlive: minor !== '0' && (framing === 'chunked' || typeof framing === 'number') && mayStay(fields),
    codings: codingsOf(fields),
    ...(fields.retryAfter !== undefined && { retryAfter: fields.retryAfter.slice(0, 64) }),
    ...charsetOf(fields),
  };
}

function readFields(text: string, odd: boolean): Fields {
  const fields: Fields = { odd };
  const first = text.indexOf('\r\n');
  for (let start = first < 0 ? text.length : first + 2; start < text.length;) {
    const next = text.indexOf('\r\n', start);
    const end = next < 0 ? text.length : next;
    readField(text.slice(start, end), fields);
    start = end + 2;
  }
  return fields;
}

function readField(line: string, fields: Fields): void {
  const colon = line.indexOf(':');
  const name = colon < 0 ? '' : line.slice(0, colon);
  if (!NAME.test(name)) return readOddField(line, name.trimEnd(), fields);
  const key = WANTED_LENGTHS.has(colon) ? WANTED.get(name.toLowerCase()) : undefined;
  if (key !== undefined) keep(fields, key, line.slice(colon + 1).trim());
}

/** Blanks before the colon are dropped (RFC 9112, 5.1); a line that is not a field is skipped. */
function readOddField(line: string, name: string, fields: Fields): void {
  fields.odd = true;
  if (NAME.test(name)) readField(`${name}${line.slice(line.indexOf(':'))}`, fields);
}

function keep(fields: Fields, key: Exclude<keyof Fields, 'odd'>, value: string): void {
  const before = fields[key];
  if (before !== undefined && before !== value) fields.odd = true;
  const repeats = before === value && key !== 'contentEncoding';
  fields[key] = before === undefined || repeats ? value : `${before},${value}`;
}

/** HTTP/1.0 knows no codings for the transfer: where it names one, the end of the body is doubtful (RFC 9112, 6.1). */
function framingOf({ transferEncoding, contentLength }: Fields, minor: string): ResponseHead['framing'] {
  if (transferEncoding !== undefined) {
    if (minor === '0') return 'unknown';
    return listed(transferEncoding).at(-1) === 'chunked' ? 'chunked' : 'until-close';
  }
  if (contentLength === undefined) return 'until-close';
  const lengths = new Set(contentLength.split(',').map((each) => each.trim()));
  const [length] = lengths;
  return lengths.size > 1 || !/^\d{1,15}$/.test(length!) ? 'unknown' : Number(length);
}

function charsetOf({ contentType }: Fields): Pick<ResponseHead, 'charset'> {
  const charset = contentType && CHARSET.exec(contentType)?.[1];
  return charset ? { charset: charset.toLowerCase() } : {};
}

/** Those of the content, then those of its transfer (RFC 9112, 7) but for the chunks, which are taken apart as they come. */
function codingsOf({ contentEncoding = '', transferEncoding = '' }: Fields): readonly string[] {
  if (contentEncoding === '' && transferEncoding === '') return NO_CODINGS;
  const transfer = listed(transferEncoding);
  if (transfer.at(-1) === 'chunked') transfer.pop();
  return [...listed(contentEncoding), ...transfer].filter((each) => each !== 'identity');
}

function listed(value: string): string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** Two ways to tell the end of a body, or anything unusual, and the next answer might be read from the wrong place. */
function mayStay({ odd, transferEncoding, contentLength, connection = '' }: Fields): boolean {
  if (odd || (transferEncoding !== undefined && contentLength !== undefined)) return false;
  return !listed(connection).includes('close');
}

/** What `Retry-After` asks for (RFC 9110, 10.2.3): seconds or a date, in ms from `nowMs` on, 0 to a day. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/.test(value)) return Math.min(Number(value) * 1_000, LONGEST_RETRY_AFTER_MS);
  const dateMs = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isFinite(dateMs) ? Math.min(Math.max(0, dateMs - nowMs), LONGEST_RETRY_AFTER_MS) : undefined;
}
