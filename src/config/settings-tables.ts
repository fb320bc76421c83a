import { formatDuration } from '../platform/settings/duration.js';
import { declaredRules, declaredSettings, type SettingDeclaration } from '../platform/settings/setting-declaration.js';
import { isScalar, shapeOf, type SettingForm, type SettingsClass } from '../platform/settings/setting-form.js';
import { defaultOf } from '../platform/settings/settings-schema.js';

/** What is allowed for a key, if its place decides that. */
type Fixed = Readonly<Record<string, string>>;

/** A table for a settings class and one for each section inside it. */
export function sections(name: string, about: string, settings: SettingsClass, fixed: Fixed = {}): string[] {
  const nested = declaredSettings(settings).flatMap(({ key, about, form }) => {
    if (form.type === 'section') return sections(`${name} → \`${key}\``, about, form.of());
    const listed = form.type === 'list' && form.item.type === 'section' ? form.item : undefined;
    return listed ? sections(`${name} → \`${key}[]\``, about, listed.of()) : [];
  });
  return [table(name, settings, about, fixed), ...nested];
}

/** One table: every key with what is allowed, its default, an example and its meaning. */
export function table(title: string, settings: SettingsClass, about = '', fixed: Fixed = {}): string {
  const defaults = new settings() as Record<string, unknown>;
  const rows = declaredSettings(settings).map((each) => {
    const rules = declaredRules(settings).filter(({ property }) => property === each.property);
    const allowed = [fixed[each.key] ?? allowedBy(each.form), ...rules.map((rule) => rule.about)].filter(
      (text) => text !== '',
    );
    return row(each, { fallback: defaults[each.property], allowed: allowed.join('; ') });
  });
  const intro = about === '' ? '' : `${about}\n\n`;
  const head = '| key | allowed | default | example | meaning |\n| --- | --- | --- | --- | --- |';
  return `## ${title}\n\n${intro}${head}\n${rows.join('\n')}\n`;
}

function row(declaration: SettingDeclaration, { fallback, allowed }: { fallback: unknown; allowed: string }): string {
  const { key, form, about, required, example } = declaration;
  const keys = form.type === 'secret' ? `\`${key}\` or \`${key}File\`` : `\`${key}\``;
  const cells = [keys, allowed, required ? '**required**' : code(defaultOf(form, fallback)), code(example), about];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('__', '\\_\\_')).join(' | ')} |`;
}

/** A value as code in Markdown; empty for no value. */
export function code(value: unknown): string {
  if (value === undefined || value === '') return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

type Words = { [T in SettingForm['type']]: (form: Extract<SettingForm, { readonly type: T }>) => string };

const range = ({ min, max }: { min: number; max: number }): string => `${min} to ${max}`;

const WORDS: Words = {
  text: (form) => (form.allowed ? form.allowed.map((each) => `\`${each}\``).join(', ') : shapeOf(form)),
  integer: range,
  number: (form) => `${range(form)}, fractions too`,
  duration: ({ minMs, maxMs }) => `${formatDuration(minMs)} to ${formatDuration(maxMs)}`,
  boolean: () => '`true`, `false`',
  path: ({ existing, scheme }) =>
    `${scheme === undefined ? '' : `\`${scheme}\` and a `}${existing ? 'path of a readable file' : 'path'}`,
  list: (form) =>
    form.single && isScalar(form.item)
      ? `${allowedBy(form.item)}, or a list of ${amount(form)} of them`
      : `list of ${amount(form)}${ofWhat(form.item)}`,
  map: ({ keys, item, maxItems }) =>
    `mapping of at most ${maxItems} keys${keys ? ` (${shapeOf(keys)})` : ''}${ofWhat(item)}`,
  'secret-reference': ({ orText }) => `${orText ? `${shapeOf(orText)}` : '`{ secretRef: name }`'}`,
  'json-scalar': ({ maxLength }) => `text of at most ${maxLength} characters, number, \`true\`, \`false\`, \`null\``,
  secret: () => '`${HEARTBEAT_…}`; a path',
  section: () => 'see below',
  variant: () => 'see below',
};

function allowedBy(form: SettingForm): string {
  return (WORDS[form.type] as (form: SettingForm) => string)(form);
}

function amount({ minItems, maxItems }: { minItems: number; maxItems: number }): string {
  return minItems === 0 ? `at most ${maxItems}` : `${minItems} to ${maxItems}`;
}

function ofWhat(item: SettingForm): string {
  return item.type === 'variant' || item.type === 'section' ? ', see below' : `: ${allowedBy(item)}`;
}
