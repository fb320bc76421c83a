import { formatDuration } from '../platform/settings/duration.js';
import {
  declaredSettings,
  type SettingDeclaration,
  type SettingForm,
  type SettingsClass,
} from '../platform/settings/setting.js';

type Schema = Record<string, unknown>;

const FROM_ENVIRONMENT = '^\\$\\{HEARTBEAT_[A-Z0-9_]+\\}$';

/** The JSON Schema (draft 2020-12) of a settings class, for editors. */
export function settingsSchema(settings: SettingsClass): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'heartbeat.yaml',
    ...sectionSchema(settings),
  };
}

function sectionSchema(settings: SettingsClass): Schema {
  const defaults = new settings() as Record<string, unknown>;
  const declared = declaredSettings(settings);
  const properties = Object.fromEntries(declared.flatMap((each) => propertySchemas(each, defaults[each.property])));
  const required = declared.filter((each) => each.required && each.form.type !== 'secret').map((each) => each.key);
  return { type: 'object', additionalProperties: false, properties, ...(required.length > 0 && { required }) };
}

function propertySchemas(declaration: SettingDeclaration, value: unknown): [string, Schema][] {
  const { key, about, form, required, example } = declaration;
  const described = { description: about, ...(example !== undefined && { examples: [example] }) };
  if (form.type === 'secret') {
    return [
      [key, { ...described, type: 'string', pattern: FROM_ENVIRONMENT }],
      [`${key}File`, { description: `${about} Path of a file that holds it.`, type: 'string' }],
    ];
  }
  const fallback = required ? undefined : defaultOf(form, value);
  return [[key, { ...described, ...formSchema(form), ...(fallback !== undefined && { default: fallback }) }]];
}

function formSchema(form: SettingForm): Schema {
  switch (form.type) {
    case 'text':
      return textSchema(form);
    case 'integer':
    case 'number':
      return orFromEnvironment({ type: form.type, minimum: form.min, maximum: form.max });
    case 'boolean':
      return orFromEnvironment({ type: 'boolean' });
    case 'duration':
      return {
        type: 'string',
        pattern: '^(\\d+(ms|s|m|h|d))+$|\\$\\{',
        examples: [formatDuration(form.minMs), formatDuration(form.maxMs)],
      };
    case 'section':
      return sectionSchema(form.of());
    case 'variant':
      return variantSchema(form);
    case 'list':
      return { type: 'array', maxItems: form.maxItems, items: formSchema(form.item) };
    case 'map':
      return { type: 'object', maxProperties: form.maxItems, additionalProperties: formSchema(form.item) };
    default:
      return { type: 'string' };
  }
}

function textSchema(form: SettingForm & { type: 'text' }): Schema {
  if (form.allowed) return { enum: form.allowed };
  return {
    type: 'string',
    maxLength: form.maxLength,
    ...(form.pattern && { pattern: `${form.pattern.source}|\\$\\{` }),
  };
}

function orFromEnvironment(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'string', pattern: FROM_ENVIRONMENT }] };
}

function variantSchema(form: SettingForm & { type: 'variant' }): Schema {
  const oneOf = [...form.of()].map(([choice, settings]) => {
    const section = sectionSchema(settings) as { properties: Record<string, Schema> };
    return { ...section, properties: { ...section.properties, [form.by]: { const: choice } } };
  });
  return { oneOf };
}

/** The default as it would be written in the file; undefined for sections and for nothing. */
export function defaultOf(form: SettingForm, value: unknown): unknown {
  if (value === undefined || form.type === 'section') return undefined;
  if (form.type === 'duration') return formatDuration(value as number);
  if (value instanceof Map) return value.size === 0 ? undefined : Object.fromEntries(value);
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}
