const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const STEPS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/**
 * What stands between the outer brackets of a JSON array or object, split at its own commas, each part as it is
 * written. For valid JSON that begins with its bracket; no object is made, so that nothing of how it was written is lost.
 */
export function partsOf(text: string): string[] {
  const json = text.trim();
  const parts: string[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 0; at < json.length; at++) {
    const char = json[at]!;
    if (char === '"') at = closingQuote(json, at);
    else depth += STEPS[char] ?? 0;
    if (depth === 0 || (depth === 1 && char === ',')) {
      parts.push(json.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts.length === 1 && parts[0] === '' ? [] : parts;
}

/** The members of a JSON object, each value as it is written; undefined where a key stands twice. For valid JSON only. */
export function membersOf(json: string): ReadonlyMap<string, string> | undefined {
  const members = new Map<string, string>();
  for (const part of partsOf(json)) {
    const end = closingQuote(part, 0) + 1;
    const key = JSON.parse(part.slice(0, end)) as string;
    if (members.has(key)) return undefined;
    members.set(key, part.slice(part.indexOf(':', end) + 1).trim());
  }
  return members;
}

/**
 * Whether a key stands twice in an answer of the query API, in its `data` or in an element of its result: of two,
 * `JSON.parse` takes the last without a word. For a valid JSON object only.
 */
export function repeatsKey(json: string): boolean {
  const answer = membersOf(json);
  if (!answer) return true;
  const data = answer.get('data') ?? '';
  if (!data.startsWith('{')) return false;
  const members = membersOf(data);
  if (!members) return true;
  const result = members.get('result') ?? '';
  return result.startsWith('[') && partsOf(result).some((each) => each.startsWith('{') && !membersOf(each));
}

/** A quote behind an odd number of backslashes is part of the text. */
function closingQuote(json: string, opening: number): number {
  for (let at = json.indexOf('"', opening + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let first = at;
    while (json[first - 1] === '\\') first--;
    if ((at - first) % 2 === 0) return at;
  }
  return json.length;
}

/**
 * The same JSON without the blanks beside brackets, commas and colons, where they mean nothing. A blank elsewhere is
 * left: `1 2` is not JSON, and must not become 12.
 */
export function withoutIdleBlanks(body: Uint8Array): Buffer {
  const kept = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (isBlank(byte)) {
      const next = behindBlanks(body, at);
      if (!isIdle(kept, length - 1) && !isIdle(body, next)) kept[length++] = byte;
      at = next - 1;
    } else {
      const end = byte === QUOTE ? behindText(body, at) : at + 1;
      while (at < end) kept[length++] = body[at++]!;
      at--;
    }
  }
  return kept.subarray(0, length);
}

/** Whether a blank beside this byte means nothing; the ends of the text count as such. */
function isIdle(bytes: Uint8Array, at: number): boolean {
  return at < 0 || at >= bytes.length || isMark(bytes[at]!);
}

/** One of `[]{}:,`. */
function isMark(byte: number): boolean {
  const bracket = byte & 0xdf;
  return bracket === 0x5b || bracket === 0x5d || byte === 0x2c || byte === 0x3a;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function behindBlanks(body: Uint8Array, at: number): number {
  while (at < body.length && isBlank(body[at]!)) at++;
  return at;
}

/** The byte behind the string whose opening quote is at `opening`. */
function behindText(body: Uint8Array, opening: number): number {
  let at = opening + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, body.length);
}
