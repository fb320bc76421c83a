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
  /** What the rule asks of the section, in the words of JSON Schema, where these can say it. */
  readonly schema?: Readonly<Record<string, unknown>>;
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

/** The keys that a settings class declares, its parents' first, in the order of the source. */
export const declaredSettings = declaredBy(settingsOf);

/** The rules of a settings class, its parents' first. */
export const declaredRules = declaredBy(rulesOf);

/** Blocks of Rovers are read by the thousand, so each class is looked at once: decorators have run before it can be read. */
function declaredBy<T>(ofPrototype: WeakMap<object, readonly T[]>): (settings: SettingsClass) => readonly T[] {
  const ofClass = new WeakMap<SettingsClass, readonly T[]>();
  return (settings) => {
    const known = ofClass.get(settings);
    if (known) return known;
    const declared = lineage(settings).flatMap((prototype) => ofPrototype.get(prototype) ?? []);
    ofClass.set(settings, declared);
    return declared;
  };
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
