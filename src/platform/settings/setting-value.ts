import { resolve } from 'node:path';
import { parseDuration } from './duration.js';
import { expandText, type Environment, type Reading } from './environment-text.js';
import { whyUnreadable } from '../storage/given-file.js';
import { Secret } from './secret.js';
import { isUnseen, misfit, type ScalarForm, type SettingForm } from './setting-form.js';
import { didYouMean } from './did-you-mean.js';
import { kindOfValue, shownValue } from './shown-value.js';

/** What settings may draw on besides the file. */
export interface SettingsSurroundings {
  /** Absent where others write: then `${…}` is text like any other. */
  readonly environment?: Environment;
  /** Relative paths of files are resolved against it. */
  readonly folder: string;
  /**
   * All that is given is text, or a list of texts where a name was given several times: a number stands there in its
   * digits, and a text for the list of it alone.
   */
  readonly textsOnly?: true;
}

/** One value of the file, converted. Whether it lies within its limits is for the checks of its class. */
export function readScalar(form: ScalarForm, raw: unknown, surroundings: SettingsSurroundings): Reading<unknown> {
  if (typeof raw !== 'string') {
    const repeated = surroundings.textsOnly && Array.isArray(raw);
    return repeated ? { ok: false, problem: 'is given more than once', allowed: 'once' } : readOther(form, raw);
  }
  const expanded = expand(raw, surroundings);
  if (!expanded.ok) return expanded;
  const text = expanded.value;
  switch (form.type) {
    case 'duration':
      return readDuration(raw, text);
    case 'path':
      return readPath(raw, { text, ...form }, surroundings);
    default:
      return { ok: true, value: text === raw && !surroundings.textsOnly ? raw : fromText(form, text) };
  }
}

function readOther(form: ScalarForm, raw: unknown): Reading<unknown> {
  if (form.type === 'duration') return notADuration(raw);
  const asText =
    form.type === 'text' && form.numbers && Number.isSafeInteger(raw) && isWithin(form.numbers, Number(raw));
  return { ok: true, value: asText ? String(raw) : raw };
}

function isWithin({ min, max }: { min: number; max: number }, value: number): boolean {
  return value >= min && value <= max;
}

function expand(raw: string, { environment }: SettingsSurroundings): Reading<string> {
  return environment ? expandText(raw, environment) : { ok: true, value: raw };
}

/** An item of a list or a mapping: converted, and checked as the properties of a class are. */
export function readItem(form: ScalarForm, raw: unknown, surroundings: SettingsSurroundings): Reading<unknown> {
  const reading = readScalar(form, raw, surroundings);
  const allowed = reading.ok ? misfit(form, reading.value) : undefined;
  if (allowed === undefined) return reading;
  const code = form.type === 'text' ? form.code : undefined;
  return { ok: false, problem: `is ${shownMisfit(form, raw)}`, allowed, ...(code !== undefined && { code }) };
}

/** A value that does not fit `form`, as a message may show it; and which of the allowed texts may be meant. */
export function shownMisfit(form: SettingForm, raw: unknown): string {
  if (isUnseen(form)) return kindOfValue(raw);
  return `${shownValue(raw)}${form.type === 'text' ? didYouMean(raw, form.allowed ?? []) : ''}`;
}

/** A secret that is named in the file: `${HEARTBEAT_…}`. One that is written out is refused, and not shown. */
export function readSecret(raw: unknown, fileKey: string, surroundings: SettingsSurroundings): Reading<Secret> {
  const allowed = secretAllowed(fileKey);
  if (typeof raw !== 'string' || !/^\$\{[^}]*\}$/.test(raw))
    return { ok: false, problem: 'is a secret written out in the file', allowed };
  const expanded = expand(raw, surroundings);
  if (!expanded.ok) return expanded;
  if (expanded.value === '') return { ok: false, problem: `names ${raw.slice(2, -1)}, which is empty`, allowed };
  return { ok: true, value: Secret.of(expanded.value) };
}

/** How a secret may be given. */
export function secretAllowed(fileKey: string): string {
  return `\${HEARTBEAT_…}, or ${fileKey}`;
}

/** A secret in a file of its own. An invalid path is not shown: it may be the secret, in the wrong place. */
export function readSecretFile(raw: unknown, surroundings: SettingsSurroundings): Reading<Secret> {
  if (typeof raw !== 'string') return refused(raw, 'the path of a file');
  const expanded = expand(raw, surroundings);
  if (!expanded.ok) return expanded;
  if (expanded.value === '') return refused(expanded.value, 'the path of a readable file');
  const path = resolve(surroundings.folder, expanded.value);
  const why = whyUnreadable(path, Secret.MAX_BYTES);
  if (why === undefined) return { ok: true, value: Secret.fromFile(path) };
  return unreadable(/^\.{0,2}\/|^\$\{/.test(raw) ? shownValue(raw) : 'a file', why, surroundings);
}

/** A value that does not fit. */
export function refused(raw: unknown, allowed: string): Reading<never> {
  return { ok: false, problem: `is ${shownValue(raw)}`, allowed };
}

function readDuration(raw: string, text: string): Reading<number> {
  const durationMs = parseDuration(text);
  return durationMs === undefined ? notADuration(raw) : { ok: true, value: durationMs };
}

function notADuration(raw: unknown): Reading<never> {
  return refused(raw, 'a duration such as 500ms, 15s, 5m or 1h');
}

function readPath(
  raw: string,
  { text, existing, scheme = '' }: { text: string; existing?: boolean; scheme?: string },
  surroundings: SettingsSurroundings,
): Reading<string> {
  const allowed = scheme === '' ? 'the path of a file or directory' : `${scheme} and a path`;
  if (!text.startsWith(scheme) || text === scheme) return refused(raw, allowed);
  const path = resolve(surroundings.folder, text.slice(scheme.length));
  const why = existing ? whyUnreadable(path) : undefined;
  return why === undefined ? { ok: true, value: `${scheme}${path}` } : unreadable(shownValue(raw), why, surroundings);
}

function unreadable(what: string, why: string, { folder }: SettingsSurroundings): Reading<never> {
  const allowed = `a readable file, its path absolute or from ${folder}`;
  return { ok: false, problem: `names ${what}, which cannot be read (${why})`, allowed };
}

/** A number or a switch may come from the environment or a query, where everything is text. */
function fromText(form: ScalarForm, text: string): unknown {
  if (form.type === 'integer') return /^(?:\d|-[1-9])\d{0,8}$/.test(text) ? Number(text) : text;
  if (form.type === 'number') return /^-?\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : text;
  if (form.type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return text;
}
