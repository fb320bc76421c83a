import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { validateSync } from 'class-validator';
import { parseDuration } from './duration.js';
import { Secret } from './secret.js';
import { SettingsError, type SettingsProblem } from './settings-error.js';
import { declaredRules, declaredSettings } from './setting.js';
import type { DeclaredRule, SettingDeclaration, SettingForm, SettingsClass } from './setting.js';

/** What settings may draw on besides the file. */
export interface SettingsSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative paths of files are resolved against it. */
  readonly folder: string;
}

/**
 * A settings object of class `settings` from what a YAML file held, defaults filled in.
 * `${HEARTBEAT_…}` in texts is replaced from the environment. Throws `SettingsError` with all mistakes.
 */
export function readSettings<T extends object>(
  settings: SettingsClass<T>,
  plain: unknown,
  surroundings: SettingsSurroundings,
): T {
  const reader = new SettingsReader(surroundings);
  const result = reader.section(settings, plain ?? {}, '');
  if (reader.problems.length > 0) throw new SettingsError(reader.problems);
  return result as T;
}

interface CheckContext {
  readonly declared: readonly SettingDeclaration[];
  readonly rules: readonly DeclaredRule[];
  /** Properties whose value could not even be converted: reported already. */
  readonly broken: ReadonlySet<string>;
  readonly plain: Record<string, unknown>;
  readonly path: string;
}

const NOTHING = Symbol('no usable value');

class SettingsReader {
  readonly problems: SettingsProblem[] = [];

  constructor(private readonly surroundings: SettingsSurroundings) {}

  section(settings: SettingsClass, plain: unknown, path: string): object {
    const result = new settings() as Record<string, unknown>;
    if (!isMapping(plain)) {
      this.report(path === '' ? 'heartbeat.yaml' : path, `is ${describe(plain)}`, 'a mapping of keys');
      return result;
    }
    const declared = declaredSettings(settings);
    this.refuseUnknown(plain, declared, path);
    const broken = new Set<string>();
    for (const declaration of declared) {
      const value = this.property(declaration, plain, path);
      if (value === NOTHING) broken.add(declaration.property);
      else if (value !== undefined) result[declaration.property] = value;
    }
    this.check(result, { declared, rules: declaredRules(settings), broken, plain, path });
    return result;
  }

  private refuseUnknown(plain: Record<string, unknown>, declared: SettingDeclaration[], path: string): void {
    const known = declared.flatMap((each) =>
      each.form.type === 'secret' ? [each.key, `${each.key}File`] : [each.key],
    );
    for (const key of Object.keys(plain)) {
      if (!known.includes(key)) this.report(join(path, key), 'is not a known key', known.join(', '));
    }
  }

  private property(declaration: SettingDeclaration, plain: Record<string, unknown>, path: string): unknown {
    const at = join(path, declaration.key);
    if (declaration.form.type === 'secret') return this.secret(declaration, plain, at);
    const raw = plain[declaration.key];
    if (raw === undefined || raw === null) return this.absent(declaration, at);
    return this.convert(declaration.form, raw, at);
  }

  private absent(declaration: SettingDeclaration, at: string): unknown {
    if (!declaration.required) return undefined;
    this.report(at, 'is missing', declaration.about);
    return NOTHING;
  }

  private convert(form: SettingForm, raw: unknown, at: string): unknown {
    switch (form.type) {
      case 'section':
        return this.section(form.of(), raw, at);
      case 'variant':
        return this.variant(form.of(), form.by, raw, at);
      case 'list':
        return this.list(form, raw, at);
      case 'map':
        return this.map(form, raw, at);
      case 'duration':
        return this.duration(raw, at);
      default:
        return typeof raw === 'string' ? this.scalar(form, raw, at) : raw;
    }
  }

  private variant(variants: ReadonlyMap<string, SettingsClass>, by: string, raw: unknown, at: string): unknown {
    const choice = isMapping(raw) ? raw[by] : undefined;
    const settings = typeof choice === 'string' ? variants.get(choice) : undefined;
    if (settings) return this.section(settings, raw, at);
    const problem = choice === undefined ? 'is missing' : `is ${describe(choice)}`;
    this.report(join(at, by), problem, `one of ${[...variants.keys()].join(', ')}`);
    return NOTHING;
  }

  private list(form: SettingForm & { type: 'list' }, raw: unknown, at: string): unknown {
    if (!Array.isArray(raw)) return this.wrong(at, raw, 'a list');
    if (raw.length > form.maxItems) return this.wrong(at, `${raw.length} items`, `at most ${form.maxItems} items`);
    const items = raw.map((item, index) => this.item(form.item, item, `${at}[${index}]`));
    return items.includes(NOTHING) ? NOTHING : items;
  }

  private map(form: SettingForm & { type: 'map' }, raw: unknown, at: string): unknown {
    if (!isMapping(raw)) return this.wrong(at, raw, 'a mapping of keys');
    const entries = Object.entries(raw);
    if (entries.length > form.maxItems)
      return this.wrong(at, `${entries.length} keys`, `at most ${form.maxItems} keys`);
    const items = entries.map(([key, item]) => [key, this.item(form.item, item, join(at, key))] as const);
    return items.some(([, value]) => value === NOTHING) ? NOTHING : new Map(items);
  }

  private item(form: SettingForm, raw: unknown, at: string): unknown {
    if (form.type !== 'text') return this.convert(form, raw, at);
    const value = typeof raw === 'string' ? this.expand(raw, at) : raw;
    if (value === NOTHING) return NOTHING;
    if (typeof value !== 'string') return this.wrong(at, raw, 'text');
    if (value.length > form.maxLength) return this.wrong(at, value, `at most ${form.maxLength} characters`);
    if (form.allowed && !form.allowed.includes(value))
      return this.wrong(at, value, `one of ${form.allowed.join(', ')}`);
    if (form.pattern && !form.pattern.test(value)) return this.wrong(at, value, `text like ${form.pattern}`);
    return value;
  }

  private duration(raw: unknown, at: string): unknown {
    const text = typeof raw === 'string' ? this.expand(raw, at) : raw;
    if (text === NOTHING) return NOTHING;
    const durationMs = typeof text === 'string' ? parseDuration(text) : undefined;
    return durationMs ?? this.wrong(at, raw, 'a duration such as 500ms, 15s, 5m or 1h');
  }

  /** A number or a switch may come from the environment, where everything is text. */
  private scalar(form: SettingForm, raw: string, at: string): unknown {
    const text = this.expand(raw, at);
    if (typeof text !== 'string') return text;
    if (form.type === 'path') return resolve(this.surroundings.folder, text);
    if (text === raw) return text;
    if ((form.type === 'integer' || form.type === 'number') && text.trim() !== '') return Number(text);
    if (form.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
    return text;
  }

  private secret(declaration: SettingDeclaration, plain: Record<string, unknown>, at: string): unknown {
    const literal = plain[declaration.key];
    const file = plain[`${declaration.key}File`];
    if (literal !== undefined && file !== undefined)
      return this.wrong(at, 'given twice', `${at} or ${at}File, not both`);
    if (file !== undefined) return this.secretFile(file, `${at}File`);
    if (literal === undefined || literal === null) return this.absent(declaration, at);
    if (typeof literal !== 'string' || !/^\$\{[^}]*\}$/.test(literal)) {
      this.report(at, 'is a secret written out in the file', `\${HEARTBEAT_…}, or ${at}File`);
      return NOTHING;
    }
    const value = this.expand(literal, at);
    return typeof value === 'string' ? Secret.of(value) : NOTHING;
  }

  private secretFile(raw: unknown, at: string): unknown {
    const named = typeof raw === 'string' ? this.expand(raw, at) : raw;
    if (named === NOTHING) return NOTHING;
    if (typeof named !== 'string') return this.wrong(at, raw, 'the path of a file');
    const path = resolve(this.surroundings.folder, named);
    try {
      accessSync(path, constants.R_OK);
      return Secret.fromFile(path);
    } catch {
      return this.wrong(at, path, 'the path of a readable file');
    }
  }

  private expand(text: string, at: string): string | typeof NOTHING {
    let failed = false;
    const expanded = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      const value = /^HEARTBEAT_[A-Z0-9_]+$/.test(name) ? this.surroundings.environment[name] : undefined;
      if (value !== undefined) return value;
      failed = true;
      const known = /^HEARTBEAT_[A-Z0-9_]+$/.test(name);
      this.report(at, known ? `names ${name}, which is not set` : `names \${${name}}`, 'a set variable ${HEARTBEAT_…}');
      return '';
    });
    return failed ? NOTHING : expanded;
  }

  private check(result: object, context: CheckContext): void {
    const failed = new Map<string, string>();
    for (const { property, constraints } of validateSync(result, { stopAtFirstError: true })) {
      failed.set(property, Object.values(constraints ?? {})[0] ?? 'another value');
    }
    for (const { property, check } of context.rules) {
      const allowed = failed.has(property) ? undefined : check(result);
      if (allowed !== undefined) failed.set(property, allowed);
    }
    for (const [property, allowed] of failed) this.reportProperty(property, allowed, context);
  }

  private reportProperty(property: string, allowed: string, { declared, broken, plain, path }: CheckContext): void {
    const declaration = declared.find((each) => each.property === property);
    if (!declaration || broken.has(property)) return;
    const raw = plain[declaration.key];
    this.report(join(path, declaration.key), raw === undefined ? 'does not fit' : `is ${describe(raw)}`, allowed);
  }

  private wrong(path: string, value: unknown, allowed: string): typeof NOTHING {
    this.report(path, `is ${describe(value)}`, allowed);
    return NOTHING;
  }

  private report(path: string, problem: string, allowed: string): void {
    this.problems.push({ path, problem, allowed });
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
