/** A class whose properties are declared by the decorators of `setting.ts`. */
export type SettingsClass<T extends object = object> = new () => T;

/** Text, of one shape or one of a few. */
export interface TextForm {
  readonly type: 'text';
  readonly maxLength: number;
  /** The only values. */
  readonly allowed?: readonly string[];
  readonly pattern?: RegExp;
  /** The pattern in words. */
  readonly shape?: string;
}

/** A list, all items of one form. */
export interface ListForm {
  readonly type: 'list';
  readonly item: SettingForm;
  readonly minItems: number;
  readonly maxItems: number;
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
  | { readonly type: 'integer' | 'number'; readonly min: number; readonly max: number }
  | { readonly type: 'boolean' }
  /** `existing`: a file that must be readable when the settings are read. */
  | { readonly type: 'path'; readonly existing?: boolean }
  | { readonly type: 'duration'; readonly minMs: number; readonly maxMs: number }
  | { readonly type: 'secret' }
  | { readonly type: 'section'; of(): SettingsClass }
  /** Sections whose class is chosen by their key `by`. */
  | { readonly type: 'variant'; readonly by: string; of(): ReadonlyMap<string, SettingsClass> };

/** Forms of one value that is nothing but itself. */
export type ScalarForm = Extract<
  SettingForm,
  { readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'path' | 'duration' }
>;

/** What is allowed where a text stands, in words; undefined when `text` fits. */
export function textMisfit(form: TextForm, text: unknown): string | undefined {
  if (typeof text !== 'string') return 'text';
  if (form.allowed && !form.allowed.includes(text)) return `one of ${form.allowed.join(', ')}`;
  if (text.length > form.maxLength) return `at most ${form.maxLength} characters`;
  return form.pattern && !form.pattern.test(text) ? shapeOf(form) : undefined;
}

/** The shape of a text in words. */
export function shapeOf(form: TextForm): string {
  return form.shape ?? (form.pattern ? `text like ${form.pattern}` : 'text');
}
