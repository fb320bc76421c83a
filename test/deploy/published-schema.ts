import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { findSchema } from '../support/servers/real-process.js';
import type { Fields } from './fields.js';

const OPTIONS = { strict: false, validateFormats: false, validateSchema: false, allErrors: true };

/** What is wrong with a document by a published schema (install-schemas.sh); nothing when it fits. */
export function mistakesBy(schemaFile: string, document: unknown): string[] {
  const { $schema: draft, ...schema } = JSON.parse(readFileSync(findSchema(schemaFile)!, 'utf8')) as Fields;
  const ajv = String(draft).includes('2020-12') ? new Ajv2020(OPTIONS) : new Ajv(OPTIONS);
  const validate = ajv.compile(schema);
  if (validate(document) as boolean) return [];
  return validate.errors!.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
