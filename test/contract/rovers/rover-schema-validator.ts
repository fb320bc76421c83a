import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMA = JSON.parse(readFileSync('docs/rover.schema.json', 'utf8')) as { $defs: { pulse: object } };
const validateFile = new Ajv2020({ strict: false }).compile(SCHEMA);
const validateBlock = new Ajv2020({ strict: false }).compile(SCHEMA.$defs.pulse);

/** Where an editor that knows the published schema underlines a document, as JSON pointers with messages. */
export function validateRover(document: unknown): string[] {
  return remarks(validateFile, document);
}

/** The same for a `pulse` block by itself. */
export function validatePulse(block: unknown): string[] {
  return remarks(validateBlock, block);
}

function remarks(validate: typeof validateFile, value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
