import { BASE_PATH_FORM } from '../catalogue/base-path-selector.js';
import type { ExposureBlock } from '../catalogue/exposure-block.js';
import { OWN_API_VERSION, ROVER_API_VERSIONS } from '../declarations/rover-api-versions.js';
import { foreignSectionSchema, SCHEMA_DIALECT, type Schema } from '../platform/settings/settings-schema.js';

const BASE_PATH: Schema = { $ref: '#/$defs/basePath' };

/** The JSON Schema of a Rover file: strict where Heartbeat reads it, open everywhere else. */
export function roverSchema(blocks: readonly ExposureBlock[]): Schema {
  const definitions = blocks.map((each) => [
    each.key,
    { description: each.about, ...foreignSectionSchema(each.settings) },
  ]);
  return {
    $schema: SCHEMA_DIALECT,
    title: 'Rover, as Heartbeat reads it',
    if: {
      properties: { kind: { const: 'Rover' }, apiVersion: { type: 'string', pattern: OWN_API_VERSION.source } },
      required: ['kind', 'apiVersion'],
    },
    // eslint-disable-next-line unicorn/no-thenable
    then: {
      required: ['spec'],
      properties: {
        apiVersion: { enum: ROVER_API_VERSIONS },
        spec: { type: 'object', properties: { exposures: exposures(blocks) } },
      },
    },
    $defs: {
      basePath: {
        description: `The path prefix that identifies the API on the gateway: ${BASE_PATH_FORM.shape}.`,
        type: 'string',
        pattern: BASE_PATH_FORM.pattern!.source,
        maxLength: BASE_PATH_FORM.maxLength,
      },
      ...Object.fromEntries(definitions),
    },
  };
}

function exposures(blocks: readonly ExposureBlock[]): Schema {
  const refs = Object.fromEntries(blocks.map(({ key }) => [key, { $ref: `#/$defs/${key}` }]));
  // Fields of other owners are not checked.
  const api: Schema = { properties: { basePath: BASE_PATH, ...refs } };
  return {
    type: ['array', 'null'],
    items: {
      type: 'object',
      properties: { ...refs, api: { type: 'object', ...api } },
      // No `type`, or `type: api`: the flat form; the custom resource has a key `api` instead.
      if: { properties: { type: { enum: ['api', null] } }, not: { required: ['api'] }, required: ['basePath'] },
      // eslint-disable-next-line unicorn/no-thenable
      then: api,
    },
  };
}
