import { withoutCredentials } from '../platform/telemetry/error-facts.js';
import { shownName } from './dialects/shown-name.js';

/** Longest part of a server's own words that is shown. */
const MAX_WORDS = 200;
/** Where servers put the sentence in a JSON answer. */
const SENTENCE_KEYS = ['error', 'message', 'detail', 'title'] as const;
const MASK = '***';

/**
 * What a server says itself about a refusal, at most 200 characters, harmless to show: the sentence of a JSON answer, the
 * title of a web page, or the beginning of a text; empty where it says nothing.
 */
export function serverWords(body: string): string {
  return shownWords(sentenceOf(jsonOf(body)) ?? textOf(body));
}

/** Foreign words as they may be shown: cut at 200 characters, controls escaped, users and queries of addresses masked. */
export function shownWords(text: string): string {
  return shownName(withoutCredentials(text.slice(0, 2 * MAX_WORDS)).trim(), MAX_WORDS);
}

/** The text without what we sent to prove who we are, should the server repeat it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => (secret === '' ? masked : masked.replaceAll(secret, MASK)), text);
}

function jsonOf(body: string): unknown {
  if (!/^\s*[{"]/.test(body)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function sentenceOf(json: unknown): string | undefined {
  if (typeof json === 'string') return json;
  const fields = (json ?? {}) as Record<string, unknown>;
  const key = SENTENCE_KEYS.find((each) => typeof fields[each] === 'string' && fields[each] !== '');
  if (key !== undefined) return fields[key] as string;
  return json === undefined ? undefined : '';
}

function textOf(body: string): string {
  const [, title] = /<title[^>]*>([^<]*)/i.exec(body) ?? [];
  return (title ?? (/^\s*</.test(body) ? '' : body)).replaceAll(/\s+/g, ' ');
}
