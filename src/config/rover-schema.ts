import { BASE_PATH_FORM } from '../catalogue/base-path-selector.js';
import type { ExposureBlock } from '../catalogue/exposure-block.js';
import { OWN_API_VERSION, ROVER_API_VERSIONS, ZONE_NAME } from '../declarations/rover-names.js';
import { foreignSectionSchema, SCHEMA_DIALECT, type Schema } from '../platform/settings/settings-schema.js';

const BASE_PATH: Schema = { $ref: '#/$defs/basePath' };

/** The JSON Schema of a Rover file: strict where Heartbeat reads it, open everywhere else. */
export function roverSchema(blocks: readonly ExposureBlock[]): Schema {
  const definitions = blocks.map((each) => [
    each.key,
    { description: each.about, ...foreignSectionSchema(each.settings) },
  ]);
  const zone: Schema = { type: ['string', 'null'], pattern: ZONE_NAME.source };
  const spec: Schema = { type: 'object', properties: { zone, exposures: exposures(blocks) } };
  return {
    $schema: SCHEMA_DIALECT,
    title: 'Rover, as Heartbeat reads it',
    allOf: [
      onlyIf(OWN_ROVER, {
        required: ['apiVersion', 'spec'],
        properties: { apiVersion: { enum: ROVER_API_VERSIONS }, spec },
      }),
      onlyIf(LIST, { properties: { items: { type: ['array', 'null'], items: { $ref: '#' } } } }),
    ],
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

/** A condition, in the form for which editors name the very mistake. */
function onlyIf(condition: Schema, then: Schema): Schema {
  // eslint-disable-next-line unicorn/no-thenable
  return { if: condition, then };
}

/** Rovers of other owners have a version of theirs; one without a version is ours, and wrong. */
const OWN_ROVER: Schema = {
  properties: {
    kind: { const: 'Rover' },
    apiVersion: { not: { type: 'string', not: { pattern: OWN_API_VERSION.source } } },
  },
  required: ['kind'],
};
const LIST: Schema = { properties: { kind: { enum: ['List', 'RoverList'] } }, required: ['kind'] };

const UNTYPED: Schema = { properties: { type: { type: 'null' } } };
const has = (key: string): Schema => ({ required: [key] });
const FLAT: Schema = {
  anyOf: [
    { required: ['type'], properties: { type: { type: 'string', pattern: '^[Aa][Pp][Ii]$' } } },
    { ...UNTYPED, ...has('basePath') },
  ],
};
const RESOURCE: Schema = { ...UNTYPED, ...has('api'), not: has('basePath') };

function exposures(blocks: readonly ExposureBlock[]): Schema {
  const keys = blocks.map(({ key }) => key);
  const refs = Object.fromEntries(keys.map((key) => [key, { $ref: `#/$defs/${key}` }]));
  // Fields of other owners are not checked.
  const api: Schema = { required: ['basePath'], properties: { basePath: BASE_PATH, ...refs } };
  const twice = keys.map((key) => ({ not: { required: [key], properties: { api: has(key) } } }));
  const resource: Schema = { properties: { ...refs, api: { type: 'object', ...api } }, allOf: twice };
  return {
    type: ['array', 'null'],
    items: {
      type: 'object',
      minProperties: 1,
      allOf: [
        onlyIf(FLAT, api),
        onlyIf(RESOURCE, resource),
        // What is not an API has no block.
        onlyIf({ not: { anyOf: [FLAT, RESOURCE] } }, { allOf: keys.map((key) => ({ not: has(key) })) }),
      ],
    },
  };
}
