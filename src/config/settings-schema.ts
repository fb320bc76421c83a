import { formatDuration } from '../platform/settings/duration.js';
import { declaredRules, declaredSettings, type SettingDeclaration } from '../platform/settings/setting-declaration.js';
import type { SettingForm, SettingsClass, TextForm } from '../platform/settings/setting-form.js';

type Schema = Record<string, unknown>;

const WITH_VARIABLE = '\\$\\{HEARTBEAT_[A-Z0-9_]+\\}';
/** Where something else than text is expected, the variable must be all there is. */
const VARIABLE: Schema = { type: 'string', pattern: `^${WITH_VARIABLE}$` };

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
  const rules = declaredRules(settings);
  const declared = declaredSettings(settings);
  const properties = declared.flatMap((each) => {
    const rule = rules.filter(({ property }) => property === each.property).map(({ about }) => `Allowed: ${about}.`);
    return propertySchemas(each, defaults[each.property], rule.join(' '));
  });
  const required = declared.filter((each) => each.required);
  const plain = required.filter((each) => each.form.type !== 'secret').map((each) => each.key);
  const secrets = required.filter((each) => each.form.type === 'secret').map(({ key }) => eitherOf(key));
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    ...(plain.length > 0 && { required: plain }),
    ...(secrets.length > 0 && { allOf: secrets }),
  };
}

function eitherOf(key: string): Schema {
  return { oneOf: [{ required: [key] }, { required: [`${key}File`] }] };
}

function propertySchemas(declaration: SettingDeclaration, value: unknown, rule: string): [string, Schema][] {
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
    ...(example !== undefined && { examples: [example] }),
    ...formSchema(form),
    ...(fallback !== undefined && { default: fallback }),
  };
  return [[key, schema]];
}

/** Limits that no schema can hold, in words. */
function limitsOf(form: SettingForm): string {
  if (form.type === 'duration') return `From ${formatDuration(form.minMs)} to ${formatDuration(form.maxMs)}.`;
  return form.type === 'text' && form.shape !== undefined ? `Allowed: ${form.shape}.` : '';
}

function formSchema(form: SettingForm): Schema {
  switch (form.type) {
    case 'text':
      return textSchema(form);
    case 'integer':
    case 'number':
      return orVariable({ type: form.type, minimum: form.min, maximum: form.max });
    case 'boolean':
      return orVariable({ type: 'boolean' });
    case 'section':
      return sectionSchema(form.of());
    case 'variant':
      return variantSchema(form);
    case 'list':
      return listSchema(form);
    case 'map':
      return mapSchema(form);
    default:
      return { type: 'string', ...patternOf(form) };
  }
}

function patternOf(form: SettingForm): Schema {
  if (form.type === 'duration') return { pattern: `^(?:[0-9]{1,9}(?:ms|s|m|h|d))+$|${WITH_VARIABLE}` };
  const scheme = form.type === 'path' ? form.scheme : undefined;
  return scheme === undefined ? {} : { pattern: `^${scheme}.|${WITH_VARIABLE}` };
}

function textSchema({ allowed, maxLength, pattern }: TextForm): Schema {
  if (allowed) return orVariable({ enum: allowed });
  return { type: 'string', maxLength, ...(pattern && { pattern: `${pattern.source}|${WITH_VARIABLE}` }) };
}

function listSchema({ item, minItems, maxItems }: SettingForm & { type: 'list' }): Schema {
  return { type: 'array', ...(minItems > 0 && { minItems }), maxItems, items: formSchema(item) };
}

function mapSchema({ keys, item, maxItems }: SettingForm & { type: 'map' }): Schema {
  const names = keys?.pattern && { propertyNames: { pattern: keys.pattern.source, maxLength: keys.maxLength } };
  return { type: 'object', maxProperties: maxItems, ...names, additionalProperties: formSchema(item) };
}

/** By conditions rather than by alternatives: editors then name the very mistake, and not that nothing matched. */
function variantSchema({ by, of }: SettingForm & { type: 'variant' }): Schema {
  const variants = [...of()];
  const allOf = variants.map(([choice, settings]) => ({
    if: { properties: { [by]: { const: choice } }, required: [by] },
    // eslint-disable-next-line unicorn/no-thenable
    then: sectionSchema(settings),
  }));
  const choices = { enum: variants.map(([choice]) => choice) };
  return { type: 'object', required: [by], properties: { [by]: choices }, allOf };
}

function orVariable(schema: Schema): Schema {
  return { anyOf: [schema, VARIABLE] };
}

/** The default as it would be written in the file; undefined for sections and for nothing. */
export function defaultOf(form: SettingForm, value: unknown): unknown {
  if (value === undefined || form.type === 'section') return undefined;
  if (form.type === 'duration') return formatDuration(value as number);
  if (value instanceof Map) return value.size === 0 ? undefined : Object.fromEntries(value);
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}
