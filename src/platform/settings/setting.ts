import { IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { formatDuration } from './duration.js';

/** A class whose properties are declared by the decorators below and whose initial values are the defaults. */
export type SettingsClass<T extends object = object> = new () => T;

/** What a key may hold. Conversion, the JSON Schema and the reference page are all made from this. */
export type SettingForm =
  | { type: 'text'; allowed?: readonly string[]; pattern?: RegExp; maxLength: number }
  | { type: 'integer' | 'number'; min: number; max: number }
  | { type: 'boolean' }
  | { type: 'path' }
  | { type: 'duration'; minMs: number; maxMs: number }
  | { type: 'secret' }
  | { type: 'section'; of: () => SettingsClass }
  | { type: 'variant'; by: string; of: () => ReadonlyMap<string, SettingsClass> }
  | { type: 'list'; item: SettingForm; maxItems: number }
  | { type: 'map'; item: SettingForm; maxItems: number };

/** One key of a settings class, as its decorator declares it. */
export interface SettingDeclaration {
  /** Property of the settings object; carries its unit (`everyMs`). */
  readonly property: string;
  /** Key in the file (`every`). */
  readonly key: string;
  readonly about: string;
  readonly form: SettingForm;
  /** A key that must be given: the start stops without it. */
  readonly required: boolean;
  readonly example?: unknown;
}

interface About {
  about: string;
  key?: string;
  required?: boolean;
  example?: unknown;
}

const declarations = new WeakMap<object, SettingDeclaration[]>();
const rules = new WeakMap<object, DeclaredRule[]>();

/** The keys that a settings class declares, its parents' first, in the order of the source. */
export function declaredSettings(settings: SettingsClass): SettingDeclaration[] {
  const found: SettingDeclaration[] = [];
  for (
    let proto = settings.prototype as object | null;
    proto !== null;
    proto = Object.getPrototypeOf(proto) as object
  ) {
    found.unshift(...(declarations.get(proto) ?? []));
  }
  return found;
}

function declare(form: SettingForm, about: About, checks: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    const own = declarations.get(target) ?? [];
    declarations.set(target, own);
    own.push({
      property: String(property),
      key: about.key ?? String(property),
      about: about.about,
      form,
      required: about.required ?? false,
      ...(about.example === undefined ? {} : { example: about.example }),
    });
    if (!about.required) IsOptional()(target, property);
    for (const check of checks) check(target, property);
  };
}

/** Text; `allowed` lists the only values, `pattern` the only shape. */
export function TextSetting(
  about: About & { allowed?: readonly string[]; pattern?: RegExp; shape?: string; maxLength?: number },
): PropertyDecorator {
  const maxLength = about.maxLength ?? 2_048;
  const form: SettingForm = {
    type: 'text',
    maxLength,
    ...(about.allowed && { allowed: about.allowed }),
    ...(about.pattern && { pattern: about.pattern }),
  };
  const checks = [IsString({ message: 'text' }), MaxLength(maxLength, { message: `at most ${maxLength} characters` })];
  if (about.allowed) checks.push(IsIn([...about.allowed], { message: `one of ${about.allowed.join(', ')}` }));
  if (about.pattern) checks.push(Matches(about.pattern, { message: about.shape ?? `text like ${about.pattern}` }));
  return declare(form, about, checks);
}

/** A whole number from `min` to `max`, both included. */
export function IntegerSetting(about: About & { min: number; max: number }): PropertyDecorator {
  const message = `a whole number from ${about.min} to ${about.max}`;
  const checks = [IsInt({ message }), Min(about.min, { message }), Max(about.max, { message })];
  return declare({ type: 'integer', min: about.min, max: about.max }, about, checks);
}

/** A number from `min` to `max`, both included, with at most `decimals` decimals (4). */
export function NumberSetting(about: About & { min: number; max: number; decimals?: number }): PropertyDecorator {
  const decimals = about.decimals ?? 4;
  const message = `a number from ${about.min} to ${about.max} with at most ${decimals} decimals`;
  const checks = [
    IsNumber({ allowNaN: false, allowInfinity: false, maxDecimalPlaces: decimals }, { message }),
    Min(about.min, { message }),
    Max(about.max, { message }),
  ];
  return declare({ type: 'number', min: about.min, max: about.max }, about, checks);
}

/** A switch: true or false. */
export function BooleanSetting(about: About): PropertyDecorator {
  return declare({ type: 'boolean' }, about, [IsBoolean({ message: 'true or false' })]);
}

/** A file or directory; the property holds its absolute path, relative ones counted from the settings file. */
export function PathSetting(about: About): PropertyDecorator {
  return declare({ type: 'path' }, about, [IsString({ message: 'the path of a file or directory' })]);
}

/** A duration such as `90s`; the property holds milliseconds. */
export function DurationSetting(about: About & { minMs: number; maxMs: number }): PropertyDecorator {
  const { minMs, maxMs } = about;
  const message = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  const checks = [IsInt({ message }), Min(minMs, { message }), Max(maxMs, { message })];
  return declare({ type: 'duration', minMs, maxMs }, about, checks);
}

/** A secret: `key: ${HEARTBEAT_…}` or `keyFile: /path`; never written out in the file. The property is a `Secret`. */
export function SecretSetting(about: About): PropertyDecorator {
  return declare({ type: 'secret' }, about, []);
}

/** A mapping with keys of its own, declared by another settings class. */
export function SectionSetting(about: About & { of: () => SettingsClass }): PropertyDecorator {
  return declare({ type: 'section', of: about.of }, about, []);
}

/** A list of texts, or of sections whose class is chosen by their key `by`. */
export function ListSetting(about: About & { item: SettingForm; maxItems: number }): PropertyDecorator {
  return declare({ type: 'list', item: about.item, maxItems: about.maxItems }, about, []);
}

/** Free keys, values of one form. */
export function MapSetting(about: About & { item: SettingForm; maxItems: number }): PropertyDecorator {
  return declare({ type: 'map', item: about.item, maxItems: about.maxItems }, about, []);
}

/** A rule over several keys of one section. */
export interface DeclaredRule {
  readonly property: string;
  check(settings: object): string | undefined;
}

/**
 * A rule over several keys of one section, reported at the property it decorates.
 * `check` gives what is allowed when the rule is broken, and undefined when all is well.
 */
export function SettingRule<T extends object>(check: (settings: T) => string | undefined): PropertyDecorator {
  return (target, property) => {
    const own = rules.get(target) ?? [];
    rules.set(target, own);
    own.push({ property: String(property), check: (settings) => check(settings as T) });
  };
}

/** The rules of a settings class, its parents' first. */
export function declaredRules(settings: SettingsClass): DeclaredRule[] {
  const found: DeclaredRule[] = [];
  for (
    let proto = settings.prototype as object | null;
    proto !== null;
    proto = Object.getPrototypeOf(proto) as object
  ) {
    found.unshift(...(rules.get(proto) ?? []));
  }
  return found;
}
