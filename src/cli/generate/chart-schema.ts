import { strictInEditors, type ValuesSchema } from './chart-values-keys.js';

type Schema = Readonly<Record<string, unknown>>;

/** The schema of the chart's values, with the settings' own schema in the place of the one that stood there. */
export function chartSchema(current: string, settings: Schema): string {
  const { $schema: _, ...embedded } = settings;
  const schema = JSON.parse(current) as ValuesSchema & { definitions: Schema };
  const generated = { settings: embedded, strictInEditors: strictInEditors(schema) };
  const definitions = { ...schema.definitions, ...generated };
  return `${JSON.stringify({ ...schema, definitions }, null, 2)}\n`;
}
