import type { Reading } from './environment-text.js';
import { readJsonScalar, readSecretReference } from './foreign-value.js';
import { didYouMean } from './did-you-mean.js';
import { breachesOf, refusedProperties } from './setting-checks.js';
import { declaredRules, declaredSettings, type RuleBreach, type SettingDeclaration } from './setting-declaration.js';
import {
  isScalar,
  textMisfit,
  wantedIn,
  type ListForm,
  type MapForm,
  type SettingForm,
  type SettingsClass,
} from './setting-form.js';
import { isKeyOf, keysOf, writtenKey } from './setting-keys.js';
import type { SettingPath } from './setting-path.js';
import {
  readScalar,
  readSecret,
  readSecretFile,
  readItem,
  refused,
  secretAllowed,
  shownMisfit,
  type SettingsSurroundings,
} from './setting-value.js';
import { SettingsError, type SettingsProblem } from './settings-error.js';
import { items, kindOfValue, shownValue } from './shown-value.js';

/**
 * A settings object of class `settings` from what a YAML file held, defaults filled in.
 * `${HEARTBEAT_…}` in texts is replaced from the environment. Throws `SettingsError` with all mistakes, a hundred at most.
 */
export function readSettings<T extends object>(
  settings: SettingsClass<T>,
  plain: unknown,
  surroundings: SettingsSurroundings,
): T {
  const reader = new SettingsReader(surroundings);
  const result = reader.section(settings, plain ?? {}, []);
  if (reader.problems.length > 0) throw new SettingsError(reader.problems);
  return result as T;
}

/** Unknown keys of one section that get a suggestion: a file of nothing else must not take long. */
const MAX_GUESSES = 50;
/** Mistakes that are told: each costs a sentence, and a text of mistakes alone must not take long. */
const MAX_PROBLEMS = 100;

type Mapping = Readonly<Record<string, unknown>>;

/** Stands for a value that could not be converted; reported already. */
const NOTHING = Symbol('no usable value');

class SettingsReader {
  readonly problems: SettingsProblem[] = [];

  constructor(private readonly surroundings: SettingsSurroundings) {}

  section(settings: SettingsClass, plain: unknown, at: SettingPath): unknown {
    if (!isMapping(plain)) return this.#report(at, `is ${kindOfValue(plain)}`, 'a mapping of keys');
    const declared = declaredSettings(settings);
    this.#refuseUnknown(plain, declared, at);
    const result = new settings() as Record<string, unknown>;
    const unusable = new Set<string>();
    for (const declaration of declared) {
      const value = this.#property(declaration, withDefault(declaration, plain, result), at);
      if (value === NOTHING) unusable.add(declaration.property);
      else if (value !== undefined) result[declaration.property] = value;
    }
    this.#check(result, { settings, declared, plain, at, unusable });
    return result;
  }

  #refuseUnknown(plain: Mapping, declared: readonly SettingDeclaration[], at: SettingPath): void {
    const unknown = Object.keys(plain).filter((name) => !declared.some((each) => isKeyOf(name, each)));
    if (unknown.length === 0) return;
    const known = declared.flatMap(keysOf);
    const allowed = known.join(', ');
    const problem = `is not a known ${this.surroundings.textsOnly ? 'parameter' : 'key'}`;
    for (const [index, name] of unknown.entries()) {
      // A key without a value may be a secret that lost its key: then not even a similar key is shown.
      const isGuessed = index < MAX_GUESSES && (plain[name] ?? undefined) !== undefined;
      const told = `${problem}${isGuessed ? didYouMean(name, known) : ''}`;
      this.#reportKey([...at, name], plain[name], { problem: told, allowed, code: 'KEY' });
    }
  }

  #property(declaration: SettingDeclaration, plain: Mapping, at: SettingPath): unknown {
    const { key, form, required, about } = declaration;
    const file = plain[`${key}File`] ?? undefined;
    const raw = form.type === 'json-scalar' ? plain[key] : (plain[key] ?? undefined);
    if (form.type === 'secret' && file !== undefined) return this.#secretFile(key, { raw, file }, at);
    if (raw !== undefined) return this.#convert(form, raw, [...at, key]);
    if (!required) return undefined;
    const wanted = wantedIn(form);
    const allowed = wanted === undefined ? about : `${wanted}. ${about}`;
    return this.#report([...at, key], 'is missing', form.type === 'secret' ? secretAllowed(`${key}File`) : allowed);
  }

  #secretFile(key: string, { raw, file }: { raw: unknown; file: unknown }, at: SettingPath): unknown {
    if (raw !== undefined) return this.#report([...at, key], 'is given twice', `${key} or ${key}File, not both`);
    return this.#take(readSecretFile(file, this.surroundings), [...at, `${key}File`]);
  }

  #convert(form: SettingForm, raw: unknown, at: SettingPath): unknown {
    switch (form.type) {
      case 'section':
        return this.section(form.of(), raw, at);
      case 'variant':
        return this.#variant(form, raw, at);
      case 'list':
        return this.#list(form, raw, at);
      case 'map':
        return this.#map(form, raw, at);
      case 'secret':
        return this.#take(readSecret(raw, `${at.at(-1)}File`, this.surroundings), at);
      case 'secret-reference':
        return form.orText && !isMapping(raw)
          ? this.#item(form.orText, raw, at)
          : this.#take(readSecretReference(raw), at);
      case 'json-scalar':
        return this.#take(readJsonScalar(raw, form.maxLength), at);
      default:
        return this.#take(readScalar(form, raw, this.surroundings), at);
    }
  }

  #variant({ by, of }: SettingForm & { type: 'variant' }, raw: unknown, at: SettingPath): unknown {
    if (!isMapping(raw)) return this.#report(at, `is ${kindOfValue(raw)}`, 'a mapping of keys');
    const variants = of();
    const choice = raw[by];
    const settings = typeof choice === 'string' ? variants.get(choice) : undefined;
    if (settings) return this.section(settings, raw, at);
    const choices = [...variants.keys()];
    const problem = choice === undefined ? 'is missing' : `is ${shownValue(choice)}${didYouMean(choice, choices)}`;
    return this.#report([...at, by], problem, `one of ${choices.join(', ')}`);
  }

  #list(form: ListForm, raw: unknown, at: SettingPath): unknown {
    if (this.surroundings.textsOnly && typeof raw === 'string') return this.#list(form, [raw], at);
    if (!Array.isArray(raw)) return this.#only(form, raw, at);
    if (raw.length > form.maxItems) return this.#take(refused(raw, `at most ${items(form.maxItems)}`), at);
    if (raw.length < form.minItems) return this.#take(refused(raw, `at least ${items(form.minItems)}`), at);
    const values = Array.from(raw as unknown[], (item, index) => this.#item(form.item, item, [...at, index]));
    return values.includes(NOTHING) ? NOTHING : values;
  }

  #only({ item, single }: ListForm, raw: unknown, at: SettingPath): unknown {
    if (single && isScalar(item)) return this.#item(item, raw, at);
    if (!single || !isMapping(raw)) {
      const shown = item.type === 'section' || item.type === 'variant' ? kindOfValue(raw) : shownValue(raw);
      return this.#report(at, `is ${shown}`, 'a list');
    }
    const value = this.#item(item, raw, at);
    return value === NOTHING ? NOTHING : [value];
  }

  #map(form: MapForm, raw: unknown, at: SettingPath): unknown {
    if (!isMapping(raw)) return this.#report(at, `is ${kindOfValue(raw)}`, 'a mapping of keys');
    const keys = Object.keys(raw);
    if (keys.length > form.maxItems)
      return this.#report(at, `has ${keys.length} keys`, `at most ${form.maxItems} keys`);
    const entries = keys.map((key) => [key, this.#mapItem(form, key, raw[key], at)] as const);
    return entries.some(([, value]) => value === NOTHING) ? NOTHING : new Map(entries);
  }

  #mapItem({ keys, item }: MapForm, key: string, raw: unknown, at: SettingPath): unknown {
    const allowed = keys && textMisfit(keys, key);
    const code = keys?.code === undefined ? {} : { code: keys.code };
    if (allowed !== undefined)
      return this.#reportKey([...at, key], raw, { problem: 'is not allowed as a key', allowed, ...code });
    return this.#item(item, raw, [...at, key]);
  }

  #item(form: SettingForm, raw: unknown, at: SettingPath): unknown {
    return isScalar(form) ? this.#take(readItem(form, raw, this.surroundings), at) : this.#convert(form, raw, at);
  }

  #check(result: Record<string, unknown>, section: CheckedSection): void {
    const { settings, declared, plain, at, unusable } = section;
    const defaults = new settings() as Record<string, unknown>;
    const tell = (property: string, allowed: string, { below, code, why = '' }: RuleBreach): void => {
      const declaration = declared.find((each) => each.property === property);
      const key = writtenKey(declared, property, plain);
      const raw = below.reduce<unknown>((value, step) => (value as Mapping | undefined)?.[step], plain[key]);
      const shown = declaration ? shownMisfit(declaration.form, raw) : shownValue(raw);
      const problem = raw === undefined || raw === null ? 'is missing' : `is ${shown}${why && `: ${why}`}`;
      this.#report([...at, key, ...below], problem, allowed, code);
    };
    for (const [property, allowed] of refusedProperties(result)) {
      if (!unusable.has(property)) tell(property, allowed, { below: [] });
      unusable.add(property);
      result[property] = defaults[property];
    }
    for (const rule of declaredRules(settings)) {
      for (const breach of breachesOf(rule, result, unusable)) tell(rule.property, rule.about, breach);
    }
  }

  #take(reading: Reading<unknown>, at: SettingPath): unknown {
    return reading.ok ? reading.value : this.#report(at, reading.problem, reading.allowed, reading.code);
  }

  /** A key without a value, or with a blank in it, may be a secret behind which, or in front of which, a colon is missing. */
  #reportKey(
    path: SettingPath,
    raw: unknown,
    told: Pick<SettingsProblem, 'problem' | 'allowed' | 'code'>,
  ): typeof NOTHING {
    const isHidden = (raw ?? undefined) === undefined || /\s/.test(String(path.at(-1)));
    const shownPath = isHidden ? { shownPath: [...path.slice(0, -1), '…'] } : {};
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ path, ...shownPath, ...told });
    return NOTHING;
  }

  #report(path: SettingPath, problem: string, allowed: string, code?: string): typeof NOTHING {
    if (this.problems.length < MAX_PROBLEMS)
      this.problems.push({ path, problem, allowed, ...(code !== undefined && { code }) });
    return NOTHING;
  }
}

/** Defaults that depend on where the settings file is are read as if they stood in it. */
function withDefault({ key, form, property }: SettingDeclaration, plain: Mapping, defaults: Mapping): Mapping {
  const fallback = defaults[property];
  if ((plain[key] ?? undefined) !== undefined || fallback === undefined) return plain;
  if (form.type === 'section') return { ...plain, [key]: {} };
  return form.type === 'path' ? { ...plain, [key]: fallback } : plain;
}

interface CheckedSection {
  readonly settings: SettingsClass;
  readonly declared: readonly SettingDeclaration[];
  readonly plain: Mapping;
  readonly at: SettingPath;
  /** Properties whose value could not even be converted. */
  readonly unusable: Set<string>;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
