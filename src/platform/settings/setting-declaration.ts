import type { SettingForm, SettingsClass } from './setting-form.js';
import type { SettingPath } from './setting-path.js';

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

/** Where a rule is broken: a path below its property, and why and with which stable word where the rule has several. */
export interface RuleBreach {
  readonly below: SettingPath;
  readonly why?: string;
  readonly code?: string;
}

/** A rule over several keys of one section, reported at the property that it decorates. */
export interface DeclaredRule {
  readonly property: string;
  /** What is allowed, for the message and the reference. */
  readonly about: string;
  /** Where the rule is broken; an empty path is the property itself. */
  breaches(settings: object): readonly RuleBreach[];
}

const settingsOf = new WeakMap<object, SettingDeclaration[]>();
const rulesOf = new WeakMap<object, DeclaredRule[]>();

/** Notes a declaration of the class with this prototype. */
export function addSetting(prototype: object, declaration: SettingDeclaration): void {
  settingsOf.set(prototype, [...(settingsOf.get(prototype) ?? []), declaration]);
}

/** Notes a rule of the class with this prototype. */
export function addRule(prototype: object, rule: DeclaredRule): void {
  rulesOf.set(prototype, [...(rulesOf.get(prototype) ?? []), rule]);
}

/** Blocks of Rovers are read by the thousand. Decorators have run before a class can be read. */
const settingsOfClass = new WeakMap<SettingsClass, readonly SettingDeclaration[]>();
const rulesOfClass = new WeakMap<SettingsClass, readonly DeclaredRule[]>();

/** The keys that a settings class declares, its parents' first, in the order of the source. */
export function declaredSettings(settings: SettingsClass): readonly SettingDeclaration[] {
  const known = settingsOfClass.get(settings);
  if (known) return known;
  const declared = lineage(settings).flatMap((prototype) => settingsOf.get(prototype) ?? []);
  settingsOfClass.set(settings, declared);
  return declared;
}

/** The rules of a settings class, its parents' first. */
export function declaredRules(settings: SettingsClass): readonly DeclaredRule[] {
  const known = rulesOfClass.get(settings);
  if (known) return known;
  const declared = lineage(settings).flatMap((prototype) => rulesOf.get(prototype) ?? []);
  rulesOfClass.set(settings, declared);
  return declared;
}

function lineage(settings: SettingsClass): object[] {
  const prototypes: object[] = [];
  let prototype = settings.prototype as object | null;
  while (prototype !== null) {
    prototypes.unshift(prototype);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return prototypes;
}
