import { strictInEditors, type ValuesSchema } from './chart-values-keys.js';

type Schema = Readonly<Record<string, unknown>>;

/** Lookaheads that the settings use, and the pattern that must not fit instead: Helm's expressions know no lookaround. */
const LOOKAHEADS: readonly (readonly [lookahead: string, not: string])[] = [
  ['(?!\\.{1,2}(?:\\/|$))', '(?:^|\\/)\\.{1,2}(?:\\/|$)'],
  ['(?!__name__$)', '^__name__$'],
];
/** How long a text may be is left to the service, where the expression says it. */
const LENGTHS = ['(?=[^*]{0,512}(?:\\/\\*)?$)'];

/** The schema of the chart's values, with the settings' own schema in the place of the one that stood there. */
export function chartSchema(current: string, settings: Schema): string {
  const { $schema: _, ...embedded } = settings;
  const schema = JSON.parse(current) as ValuesSchema & { definitions: Schema };
  const generated = { settings: withoutLookahead(embedded), strictInEditors: strictInEditors(schema) };
  const definitions = { ...schema.definitions, ...generated };
  return `${JSON.stringify({ ...schema, definitions }, null, 2)}\n`;
}

function withoutLookahead(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLookahead);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutLookahead(each)]));
  const { pattern } = copy;
  return typeof pattern === 'string' && /\(\?[!=]/.test(pattern) ? { ...copy, ...translated(pattern) } : copy;
}

/** As it is where the lookahead is not listed; a test then says so. */
function translated(written: string): Schema {
  const pattern = LENGTHS.reduce((text, length) => text.replaceAll(length, ''), written);
  const found = LOOKAHEADS.find(([lookahead]) => pattern.includes(lookahead));
  return found ? { pattern: pattern.replaceAll(found[0], ''), not: { pattern: found[1] } } : {};
}
