import { durationPattern } from './duration-pattern.js';
import { formatDuration } from './duration.js';
import { declaredRules, declaredSettings, type SettingDeclaration } from './setting-declaration.js';
import { SECRET_NAME, type SettingForm, type SettingsClass, type TextForm } from './setting-form.js';

/** A JSON Schema (draft 2020-12), or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** The dialect of JSON Schema that is written. */
export const SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const WITH_VARIABLE = '\\$\\{HEARTBEAT_[A-Z0-9_]+\\}';
/** Where something else than text is expected, the variable must be all there is. */
const VARIABLE: Schema = { type: 'string', pattern: `^${WITH_VARIABLE}$` };

/** The JSON Schema of a file of this class, for editors. */
export function settingsSchema(settings: SettingsClass, title: string): Schema {
  return { $schema: SCHEMA_DIALECT, title, ...new SchemaText('settings').section(settings) };
}

/** The JSON Schema of a section in files that others write, where `${…}` is text like any other. */
export function foreignSectionSchema(settings: SettingsClass): Schema {
  return new SchemaText('foreign').section(settings);
}

/** The schema of a request body or of the parameters of a query, in the words that OpenAPI 3.0 knows. */
export function openApiSchema(settings: SettingsClass): Schema {
  return new SchemaText('openapi').section(settings);
}

class SchemaText {
  constructor(private readonly use: 'settings' | 'foreign' | 'openapi') {}

  section(settings: SettingsClass): Schema {
    const defaults = new settings() as Record<string, unknown>;
    const rules = declaredRules(settings);
    const declared = declaredSettings(settings);
    const properties = declared.flatMap((each) => {
      const rule = rules.filter(({ property }) => property === each.property).map(({ about }) => `Allowed: ${about}.`);
      return this.#property(each, defaults[each.property], rule.join(' '));
    });
    const required = declared.filter((each) => each.required);
    const plain = required.filter((each) => each.form.type !== 'secret').map((each) => each.key);
    const secrets = required.filter((each) => each.form.type === 'secret').map(({ key }) => eitherOf(key));
    const said = this.use === 'foreign' ? rules.flatMap(({ schema }) => schema ?? []) : [];
    const all = [...secrets, ...said];
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(properties),
      ...(plain.length > 0 && { required: plain }),
      ...(all.length > 0 && { allOf: all }),
    };
  }

  #property(declaration: SettingDeclaration, value: unknown, rule: string): [string, Schema][] {
    const { key, about, form, required, example } = declaration;
    const description = [about, limitsOf(form), rule].filter((each) => each !== '').join(' ');
    if (form.type === 'secret') {
      return [
        [key, { description: `${description} An environment variable: \${HEARTBEAT_…}.`, ...VARIABLE }],
        [`${key}File`, { description: `${description} The path of a file that holds it.`, type: 'string' }],
      ];
    }
    const fallback = required ? undefined : defaultOf(form, value);
    const schema = {
      description,
      ...(example !== undefined && (this.use === 'openapi' ? { example } : { examples: [example] })),
      ...(required || this.use !== 'foreign' ? this.#form(form) : orNothing(this.#form(form))),
      ...(fallback !== undefined && { default: fallback }),
    };
    return [[key, schema]];
  }

  #form(form: SettingForm): Schema {
    switch (form.type) {
      case 'section':
        return this.section(form.of());
      case 'variant':
        return this.#variant(form);
      case 'list':
        return this.#list(form);
      case 'map':
        return this.#map(form);
      case 'secret-reference':
        return form.orText ? { anyOf: [this.#text(form.orText), REFERENCE] } : REFERENCE;
      default:
        return this.#scalar(form);
    }
  }

  #scalar(form: SettingForm): Schema {
    switch (form.type) {
      case 'text':
        return this.#text(form);
      case 'integer':
      case 'number':
        return this.#orVariable({ type: form.type, minimum: form.min, maximum: form.max });
      case 'boolean':
        return this.#orVariable({ type: 'boolean' });
      case 'duration':
        return this.#pattern(durationPattern(form.minMs, form.maxMs));
      case 'path':
        return form.scheme === undefined ? { type: 'string' } : this.#pattern(`^${form.scheme}.`);
      case 'json-scalar':
        return this.#jsonScalar(form.maxLength);
      default:
        return { type: 'string' };
    }
  }

  #text({ allowed, maxLength, pattern, except, numbers }: TextForm): Schema {
    if (allowed) return this.#orVariable({ ...(this.use === 'openapi' && { type: 'string' }), enum: allowed });
    const not = except && { not: { pattern: except.source } };
    const text = { type: 'string', maxLength, ...(pattern && this.#pattern(pattern.source)), ...not };
    return numbers ? { anyOf: [text, { type: 'integer', minimum: numbers.min, maximum: numbers.max }] } : text;
  }

  #list({ item, minItems, maxItems, single }: SettingForm & { type: 'list' }): Schema {
    const items = this.#form(item);
    const list = { type: 'array', ...(minItems > 0 && { minItems }), maxItems, items };
    if (!single) return list;
    // eslint-disable-next-line unicorn/no-thenable
    return this.use === 'openapi' ? { anyOf: [list, items] } : { if: { type: 'array' }, then: list, else: items };
  }

  #jsonScalar(maxLength: number): Schema {
    if (this.use !== 'openapi') return { type: ['string', 'number', 'boolean', 'null'], maxLength };
    return { nullable: true, anyOf: [{ type: 'string', maxLength }, { type: 'number' }, { type: 'boolean' }] };
  }

  #map({ keys, item, maxItems }: SettingForm & { type: 'map' }): Schema {
    const names = this.use !== 'openapi' && keys?.pattern && { propertyNames: namesOf(keys, keys.pattern) };
    return { type: 'object', maxProperties: maxItems, ...names, additionalProperties: this.#form(item) };
  }

  /** By conditions rather than by alternatives: editors then name the very mistake, and not that nothing matched. */
  #variant({ by, of }: SettingForm & { type: 'variant' }): Schema {
    const variants = [...of()];
    if (this.use === 'openapi') return { anyOf: variants.map(([, settings]) => this.section(settings)) };
    const allOf = variants.map(([choice, settings]) => ({
      if: { properties: { [by]: { const: choice } }, required: [by] },
      // eslint-disable-next-line unicorn/no-thenable
      then: this.section(settings),
    }));
    const choices = { enum: variants.map(([choice]) => choice) };
    return { type: 'object', required: [by], properties: { [by]: choices }, allOf };
  }

  #pattern(source: string): Schema {
    return { type: 'string', pattern: this.use === 'settings' ? `${source}|${WITH_VARIABLE}` : source };
  }

  #orVariable(schema: Schema): Schema {
    return this.use === 'settings' ? { anyOf: [schema, VARIABLE] } : schema;
  }
}

const REFERENCE: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['secretRef'],
  properties: {
    secretRef: {
      description: 'Name of a secret that the operator holds for this base path.',
      type: 'string',
      pattern: SECRET_NAME.pattern!.source,
      maxLength: SECRET_NAME.maxLength,
    },
  },
};

function namesOf({ maxLength, except }: TextForm, { source }: RegExp): Schema {
  return { pattern: source, maxLength, ...(except && { not: { pattern: except.source } }) };
}

/** Of a key that need not be given, null says the same as its absence. */
function orNothing(schema: Schema): Schema {
  const { type, enum: allowed, if: single, else: other } = schema;
  if (single) return { ...schema, else: orNothing(other as Schema) };
  if (allowed) return { ...schema, enum: [...(allowed as unknown[]), null] };
  if (schema['allOf']) return { anyOf: [schema, { type: 'null' }] };
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  return schema['anyOf'] ? { ...schema, anyOf: [...(schema['anyOf'] as Schema[]), { type: 'null' }] } : schema;
}

/** What JSON Schema calls a section in which `key` has a value. */
export function given(key: string): Schema {
  return { required: [key], properties: { [key]: { not: { type: 'null' } } } };
}

function eitherOf(key: string): Schema {
  return { oneOf: [{ required: [key] }, { required: [`${key}File`] }] };
}

/** Limits that no schema can hold, in words. */
function limitsOf(form: SettingForm): string {
  if (form.type === 'duration') return `From ${formatDuration(form.minMs)} to ${formatDuration(form.maxMs)}.`;
  if (form.type === 'map') return form.keys?.shape === undefined ? '' : `Keys: ${form.keys.shape}.`;
  return form.type === 'text' && form.shape !== undefined ? `Allowed: ${form.shape}.` : '';
}

/** The default as it would be written in the file; undefined for sections and for nothing. */
export function defaultOf(form: SettingForm, value: unknown): unknown {
  if (value === undefined || form.type === 'section') return undefined;
  if (form.type === 'duration') return formatDuration(value as number);
  if (value instanceof Map) return value.size === 0 ? undefined : Object.fromEntries(value);
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}
