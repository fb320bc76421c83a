import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import {
  declaredRules,
  declaredSettings,
  type DeclaredRule,
  type SettingDeclaration,
} from '../../../src/platform/settings/setting-declaration.js';
import type { SettingForm, SettingsClass } from '../../../src/platform/settings/setting-form.js';
import { exampleOf } from '../../support/settings-of-kind.js';
import { pathText, type SettingPath } from '../../../src/platform/settings/setting-path.js';

type Plain = Record<string, unknown>;

/** One key that can be set, in a document that holds nothing but what leads to it. */
export class DeclaredKey {
  constructor(
    readonly declaration: SettingDeclaration,
    readonly path: SettingPath,
    /** The document around the section that holds the key. */
    private readonly around: (section: Plain) => Plain,
    private readonly section: Plain,
  ) {}

  /** For the names of tests. */
  get name(): string {
    return pathText(this.path);
  }

  /** The document, with `value` under the key, or under the key with a suffix. */
  with(value: unknown, suffix = ''): Plain {
    const { [this.declaration.key]: _, ...others } = this.section;
    return this.around({ ...others, [`${this.declaration.key}${suffix}`]: value });
  }

  /** The document without the key. */
  without(): Plain {
    const { [this.declaration.key]: _, ...others } = this.section;
    return this.around(others);
  }
}

/** Every key of the settings, those of all kinds of source included. */
export function declaredKeys(): DeclaredKey[] {
  return keysOf(HeartbeatSettings, [], (section) => section, {});
}

/** Every rule over several keys. */
export function allRules(): DeclaredRule[] {
  const classes = new Set<SettingsClass>([HeartbeatSettings]);
  for (const each of classes) for (const { form } of declaredSettings(each)) for (const below of classesBelow(form)) classes.add(below);
  return [...new Set([...classes].flatMap(declaredRules))];
}

function classesBelow(form: SettingForm): SettingsClass[] {
  if (form.type === 'section') return [form.of()];
  if (form.type === 'variant') return [...form.of().values()];
  return form.type === 'list' || form.type === 'map' ? classesBelow(form.item) : [];
}

function keysOf(
  settings: SettingsClass,
  at: SettingPath,
  around: (section: Plain) => Plain,
  fixed: Plain,
): DeclaredKey[] {
  const section = { ...minimal(settings), ...fixed };
  return declaredSettings(settings).flatMap((declaration) => {
    const key = new DeclaredKey(declaration, [...at, declaration.key], around, section);
    return [key, ...keysBelow(key)];
  });
}

function keysBelow(key: DeclaredKey): DeclaredKey[] {
  const { form } = key.declaration;
  if (form.type === 'section') return keysOf(form.of(), key.path, (section) => key.with(section), {});
  if (form.type !== 'list') return [];
  if (form.item.type === 'section')
    return keysOf(form.item.of(), [...key.path, 0], (section) => key.with([section]), {});
  if (form.item.type !== 'variant') return [];
  const { by } = form.item;
  return [...form.item.of()].flatMap(([choice, settings]) =>
    keysOf(settings, [...key.path, 0], (section) => key.with([section]), { [by]: choice }),
  );
}

function minimal(settings: SettingsClass): Plain {
  const required = declaredSettings(settings).filter((each) => each.required);
  return Object.fromEntries(required.map((each) => [each.key, valueFor(each)]));
}

function valueFor(declaration: SettingDeclaration): unknown {
  if (declaration.form.type === 'secret') return '${HEARTBEAT_TOKEN}';
  return declaration.form.type === 'section' ? minimal(declaration.form.of()) : exampleOf(declaration);
}
