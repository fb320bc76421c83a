import { isUtf8 } from 'node:buffer';
import { allowed, refused, type EgressCode, type EgressVerdict } from './egress-verdict.js';

const LONGEST_PATH = 2_048;

/** What the text must not match, in order; before the first `?` stands the path. */
const REFUSED_TEXT: readonly (readonly [code: EgressCode, found: RegExp, detail: string])[] = [
  ['CONTROL_CHAR', /[\u0000-\u0020\u007f]/, 'the path contains white space or a control character'],
  ['PATH', /^(?!\/)/, 'the path does not begin with /'],
  ['PATH', /[^\w\-.~!$&'()*+,;=:@%/?]/, 'the path contains a fragment or a character that must be escaped'],
  ['PATH', /%(?![\da-f]{2})/i, 'the path contains a % that begins no escape'],
  ['PATH', /%(?:[01][\da-f]|7f)/i, 'the path contains an escaped control character'],
  ['PATH', /^[^?]*%(?:2e|2f|5c|3b|25|23|3f)/i, 'the path escapes a character that gateways disagree about: ./\\;%#?'],
];

/** Whether a tenant's path, perhaps with a query, stays below the base path that it is appended to. */
export function verdictOnPath(text: string): EgressVerdict<string> {
  if (text.length > LONGEST_PATH) return refused('LENGTH', `the path is longer than ${LONGEST_PATH} characters`);
  const wrong = REFUSED_TEXT.find(([, found]) => found.test(text));
  if (wrong) return refused(wrong[0], wrong[2]);
  const [path = ''] = text.split('?', 1);
  const segments = path.split('/').slice(1);
  if (segments.some((segment, index) => leaves(segment, index === segments.length - 1)))
    return refused('PATH', 'the path contains an empty segment, . or ..');
  return isWellEncoded(path) ? allowed(text) : refused('PATH', 'the path escapes bytes that are not UTF-8');
}

/** Some servers drop what follows a `;` before they resolve dots. Only the last segment may be empty. */
function leaves(segment: string, isLast: boolean): boolean {
  if (segment === '') return !isLast;
  return ['', '.', '..'].includes(segment.split(';', 1)[0]!);
}

/** Overlong forms of `.` and `/` are not UTF-8. */
function isWellEncoded(path: string): boolean {
  const bytes = path.replace(/%([\da-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return isUtf8(Buffer.from(bytes, 'latin1'));
}
