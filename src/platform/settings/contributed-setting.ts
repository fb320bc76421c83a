import type { SettingsClass } from './setting-form.js';

/** A key that a kind (of origin, source or authenticator) adds to a settings class that does not know it. */
export interface ContributedSetting<T = unknown> {
  /** Key in the file, and property of the settings object. */
  readonly key: string;
  /** Its declaration, such as `SectionSetting({ … })`. */
  readonly declare: PropertyDecorator;
  /** Its value where the file does not have the key. */
  fallback(): T;
}

/** A class with the keys of `base`, and those that are contributed behind them. */
export function withContributed<T extends object>(
  base: SettingsClass<T>,
  contributions: readonly ContributedSetting[],
): SettingsClass<T> {
  class Contributed extends (base as SettingsClass) {
    constructor() {
      super();
      for (const { key, fallback } of contributions) Reflect.set(this, key, fallback());
    }
  }
  for (const { key, declare } of contributions) declare(Contributed.prototype, key);
  return Contributed as SettingsClass<T>;
}

/** The value of a contributed key in settings whose class has it. */
export function contributed<T>(settings: object, { key }: ContributedSetting<T>): T {
  return Reflect.get(settings, key) as T;
}
