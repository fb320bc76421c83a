import { formatDuration } from './duration.js';

/** A class whose properties are declared by the decorators of `setting.ts`. */
export type SettingsClass<T extends object = object> = new () => T;

/** Text, of one shape or one of a few. */
export interface TextForm {
  readonly type: 'text';
  readonly maxLength: number;
  /** The only values. */
  readonly allowed?: readonly string[];
  readonly pattern?: RegExp;
  /** Texts that fit the pattern and are not allowed all the same: validators of other languages know no lookahead. */
  readonly except?: RegExp;
  /** The pattern in words. */
  readonly shape?: string;
  /** Whole numbers within these limits count as the texts that they look like. */
  readonly numbers?: { readonly min: number; readonly max: number };
  /** It may hold a secret: no message repeats it. */
  readonly unseen?: true;
  /** A stable word for texts that do not fit. */
  readonly code?: string;
}

/** A list, all items of one form. */
export interface ListForm {
  readonly type: 'list';
  readonly item: SettingForm;
  readonly minItems: number;
  readonly maxItems: number;
  /** A mapping stands for the list of it alone; a single value may stand instead of the list, and is kept as it is. */
  readonly single?: true;
}

/** Free keys, values of one form. */
export interface MapForm {
  readonly type: 'map';
  readonly keys?: TextForm;
  readonly item: SettingForm;
  readonly maxItems: number;
}

/** What a key may hold. Conversion, the JSON Schema and the reference page are all made from this. */
export type SettingForm =
  | TextForm
  | ListForm
  | MapForm
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly decimals: number }
  | { readonly type: 'boolean' }
  /** `existing`: a file that must be readable when the settings are read. `scheme`: what stands before the path. */
  | { readonly type: 'path'; readonly existing?: boolean; readonly scheme?: string }
  | { readonly type: 'duration'; readonly minMs: number; readonly maxMs: number }
  | { readonly type: 'secret' }
  /** `{ secretRef: name }`, a secret that someone else holds; or a text, where one may be written out. */
  | { readonly type: 'secret-reference'; readonly orText?: TextForm }
  /** What JSON calls a text, a number, true, false or null; `null` is a value here. */
  | { readonly type: 'json-scalar'; readonly maxLength: number }
  | { readonly type: 'section'; of(): SettingsClass }
  /** Sections whose class is chosen by their key `by`. */
  | { readonly type: 'variant'; readonly by: string; of(): ReadonlyMap<string, SettingsClass> };

/** Forms of a single value: neither a collection nor a reference. */
export type ScalarForm = Extract<
  SettingForm,
  { readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'path' | 'duration' }
>;

/** The name of a secret that someone else holds. */
export const SECRET_NAME: TextForm = {
  type: 'text',
  maxLength: 63,
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
  shape: 'a name of letters, digits, . _ -, at most 63 characters',
};

/** What is allowed where `value` stands, in words; undefined when it fits. Limits are judged here and nowhere else. */
export function misfit(form: ScalarForm, value: unknown): string | undefined {
  return (MISFITS[form.type] as (form: ScalarForm, value: unknown) => string | undefined)(form, value);
}

/** Whether a form is that of a single value. */
export function isScalar(form: SettingForm): form is ScalarForm {
  return form.type in MISFITS;
}

type Misfits = {
  [T in ScalarForm['type']]: (form: Extract<ScalarForm, { readonly type: T }>, value: unknown) => string | undefined;
};

const MISFITS: Misfits = {
  text: textMisfit,
  integer: ({ min, max }, value) =>
    isWithin(min, max, value) && Number.isInteger(value) ? undefined : `a whole number from ${min} to ${max}`,
  number: ({ min, max, decimals }, value) =>
    isWithin(min, max, value) && Number(value.toFixed(decimals)) === value
      ? undefined
      : `a number from ${min} to ${max} with at most ${decimals} decimals`,
  duration: ({ minMs, maxMs }, value) =>
    isWithin(minMs, maxMs, value) ? undefined : `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`,
  boolean: (_, value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  path: (_, value) => (typeof value === 'string' ? undefined : 'the path of a file or directory'),
};

function isWithin(min: number, max: number, value: unknown): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

/** The same for texts alone, which are the names of things too. */
export function textMisfit(form: TextForm, text: unknown): string | undefined {
  if (typeof text !== 'string') return otherThanText(form, text);
  if (form.allowed && !form.allowed.includes(text)) return `one of ${form.allowed.join(', ')}`;
  if (text.length > form.maxLength) return `at most ${form.maxLength} characters`;
  const fits = form.pattern?.test(text) !== false && form.except?.test(text) !== true;
  return fits ? undefined : shapeOf(form);
}

/** What is allowed where a text is to stand and something else does: of a number, its own rule may say more. */
function otherThanText(form: TextForm, value: unknown): string {
  return form.numbers && typeof value === 'number' ? shapeOf(form) : 'text';
}

/** Whether what stands there, or in an item of it, must not be repeated. */
export function isUnseen(form: SettingForm): boolean {
  if (form.type === 'text') return form.unseen === true;
  if (form.type === 'list' || form.type === 'map') return isUnseen(form.item);
  return form.type === 'json-scalar' || form.type === 'secret-reference';
}

/** What may stand where nothing does, in words; undefined where any text or value may. */
export function wantedIn(form: SettingForm): string | undefined {
  switch (form.type) {
    case 'text':
      return form.allowed || form.pattern ? textMisfit({ ...form, pattern: NOTHING_FITS }, '') : undefined;
    case 'list':
      return eachOf('a list, each item', form.item);
    case 'map':
      return eachOf('a mapping, each value', form.item);
    default:
      return isScalar(form) ? misfit(form, undefined) : undefined;
  }
}

const NOTHING_FITS = /[^\s\S]/;

function eachOf(whole: string, item: SettingForm): string | undefined {
  const wanted = wantedIn(item);
  return wanted && `${whole} ${wanted}`;
}

/** The shape of a text in words. */
export function shapeOf(form: TextForm): string {
  return form.shape ?? (form.pattern ? `text like ${form.pattern}` : 'text');
}
