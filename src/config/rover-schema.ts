import { BASE_PATH_FORM } from '../catalogue/base-path-form.js';
import { PulseBlockSettings } from '../sources/pulse/block/pulse-block.settings.js';
import { OWN_API_VERSION, ROVER_API_VERSIONS } from '../declarations/rover-yaml/rover-api-versions.js';
import { foreignSectionSchema, SCHEMA_DIALECT, type Schema } from '../platform/settings/settings-schema.js';

const PULSE: Schema = { $ref: '#/$defs/pulse' };
const BASE_PATH: Schema = { $ref: '#/$defs/basePath' };
/** What others own is theirs to judge. */
const API: Schema = { properties: { basePath: BASE_PATH, pulse: PULSE } };
/** No `type`, or `type: api`: the flat form; the custom resource has a key `api` instead. */
const FLAT_API: Schema = {
  if: { properties: { type: { enum: ['api', null] } }, not: { required: ['api'] }, required: ['basePath'] },
  // eslint-disable-next-line unicorn/no-thenable
  then: API,
};

/** The JSON Schema of a Rover file: strict where Heartbeat reads it, open everywhere else. */
export function roverSchema(): Schema {
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
        spec: { type: 'object', properties: { exposures: exposures() } },
      },
    },
    $defs: {
      basePath: {
        description: `The path prefix that identifies the API on the gateway: ${BASE_PATH_FORM.shape}.`,
        type: 'string',
        pattern: BASE_PATH_FORM.pattern!.source,
        maxLength: BASE_PATH_FORM.maxLength,
      },
      pulse: {
        description: 'How Pulse, the prober of Heartbeat, asks this API. Opts in by standing here.',
        ...foreignSectionSchema(PulseBlockSettings),
      },
    },
  };
}

function exposures(): Schema {
  return {
    type: ['array', 'null'],
    items: { type: 'object', properties: { pulse: PULSE, api: { type: 'object', ...API } }, ...FLAT_API },
  };
}
