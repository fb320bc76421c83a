import { getSchemaPath } from '@nestjs/swagger';
import { parse } from 'yaml';
import { NO_TOKENS_SET, NOT_COVERED, TOKEN_REQUIRED, TOO_MANY_WRONG } from '../../accounts/access-problems.js';
import { notTaken, tooLarge } from '../../platform/http/declared-input.pipe.js';
import { UNREADABLE_BODY } from '../../platform/http/problem.js';
import { problemResponse } from '../../platform/http/problem.dto.js';
import { YAML_TYPES } from './rover-answers.js';
import {
  INVALID_ROVER,
  NO_ROOM,
  NOT_KEPT,
  PRECONDITION_FAILED,
  ROVER_CONFLICT,
  UNKNOWN_ROVER,
} from './rover-problems.js';
import { exampleRover, RoverDto } from './rovers.dto.js';

/** The largest Rover that is read. */
export const MAX_BODY_BYTES = 256 * 1024;
/** What a Rover may be sent as. */
export const BODY_TYPES: readonly string[] = [...YAML_TYPES, 'application/json'];

const TAG = { type: 'string', maxLength: 100, example: '"9Jq0Qk1mC5pO3y7dWbB0sA"' };
const COUNT = { schema: { type: 'integer', minimum: 0, example: 1 } };

/** The schema of one Rover as it is shown. */
export const ROVER = { $ref: getSchemaPath(RoverDto) };
/** The schema of a page of them. */
export const ROVER_LIST = { type: 'array', maxItems: 1_000, items: ROVER };
/** The header that names the version of an answer. */
export const ETAG = { ETag: { schema: TAG, description: 'Strong. For If-None-Match, and for If-Match of a write.' } };
/** Headers of a page of Rovers. */
export const LIST_HEADERS = {
  ...ETAG,
  'X-Total-Count': { ...COUNT, description: 'Rovers that match.' },
  'X-Result-Count': { ...COUNT, description: 'Rovers in this answer.' },
  Link: {
    schema: { type: 'string', maxLength: 4_096, example: '</rovers?offset=0>; rel="first"' },
    description: 'First, prev, next and last page (RFC 8288).',
  },
};
const ROVER_NAME = {
  type: 'string',
  minLength: 1,
  maxLength: 63,
  pattern: '^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$',
  example: 'eni-echo',
};
/** The parameter in the address of one Rover. */
export const NAME = { name: 'name', description: 'metadata.name of the Rover.', schema: ROVER_NAME };
const TAGS = { type: 'string', maxLength: 1_000 };
/** The header by which a client says which version it means. */
export const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The version that is meant: refused where another one is in force.',
  schema: { ...TAGS, example: TAG.example },
};
/** The header by which a client says that there must be none yet. */
export const IF_NONE_MATCH = {
  name: 'If-None-Match',
  required: false,
  description: '*: only if there is none yet.',
  schema: { ...TAGS, example: '*' },
};

/** The answer to who has the newest version. */
export const NOT_MODIFIED = { status: 304, description: 'Nothing changed since the ETag in If-None-Match.' };
/** The answer to a body that is not what its Content-Type says. */
export const UNREADABLE = {
  status: 400,
  ...problemResponse('The body is no JSON, or breaks a limit; fields says which.', UNREADABLE_BODY),
};
/** The answer to no token, or a wrong one. */
export const UNAUTHORIZED = {
  status: 401,
  ...problemResponse('No token, or none of access.tokens; see WWW-Authenticate.', TOKEN_REQUIRED),
};
/** The answer to a token that is not enough. */
export const FORBIDDEN = {
  status: 403,
  ...problemResponse('access.tokens is not set, or the token does not cover a base path.', NO_TOKENS_SET, NOT_COVERED),
};
/** The answer where there is no such Rover. */
export const UNKNOWN = { status: 404, ...problemResponse('There is no Rover of that name.', UNKNOWN_ROVER) };
/** The answer where something has another owner. */
export const CONFLICT = {
  status: 409,
  ...problemResponse('A base path, or the Rover, has another owner; fields names it.', ROVER_CONFLICT),
};
/** The answer where another version is in force. */
export const PRECONDITION = {
  status: 412,
  ...problemResponse('If-Match or If-None-Match names another version.', PRECONDITION_FAILED),
};
/** The answer to a body above the limit. */
export const TOO_LARGE = { status: 413, ...tooLarge(MAX_BODY_BYTES) };
/** The answer to a body of another media type. */
export const NOT_TAKEN = { status: 415, ...notTaken(BODY_TYPES) };
/** The answer to a Rover with mistakes. */
export const INVALID = {
  status: 422,
  ...problemResponse('The Rover is not valid; fields names each mistake and its line.', INVALID_ROVER),
};
/** The answer to an address that sent too many wrong tokens. */
export const TOO_MANY = { status: 429, ...problemResponse('Too many wrong tokens; see Retry-After.', TOO_MANY_WRONG) };
/** The answer while nothing can be kept. */
export const NOT_WRITTEN = {
  status: 503,
  ...problemResponse('The data folder cannot be written; the old version is in force.', NOT_KEPT),
};
/** The answer where there is no room. */
export const FULL = {
  status: 507,
  ...problemResponse('There is no room for it; the old version is in force.', NO_ROOM),
};

/** The example is written when the API document is: by then the blocks are known. */
export const YAML_BODY = {
  schema: { type: 'string', maxLength: MAX_BODY_BYTES },
  get example(): string {
    return exampleRover();
  },
};
const TEXT = { type: 'string', maxLength: 512 };
/** Other keys are allowed, and mostly ignored. */
const OPEN = { type: 'object', additionalProperties: true };
const EXPOSURE = {
  ...OPEN,
  description: 'One API; more keys as in docs/rover.md. What is no API is ignored.',
  properties: { type: { ...TEXT, enum: ['api'], example: 'api' }, basePath: { ...TEXT, example: '/eni/echo/v1' } },
};
const JSON_BODY = {
  schema: {
    ...OPEN,
    description: 'A Rover in either of the two public forms.',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: {
        type: 'string',
        enum: ['tcp.ei.telekom.de/v1', 'rover.cp.ei.telekom.de/v1'],
        example: 'tcp.ei.telekom.de/v1',
      },
      kind: { type: 'string', enum: ['Rover'], example: 'Rover' },
      metadata: { ...OPEN, required: ['name'], properties: { name: ROVER_NAME } },
      spec: {
        ...OPEN,
        required: ['exposures'],
        properties: {
          zone: { ...TEXT, example: 'dataplane1' },
          exposures: { type: 'array', maxItems: 5_000, items: EXPOSURE },
        },
      },
    },
  },
  get example(): unknown {
    return parse(exampleRover());
  },
};
/** One Rover, in any form in which it may be sent. */
export const ROVER_BODY = {
  required: true,
  description: 'One Rover, as in a file; at most 256 KiB.',
  content: { ...Object.fromEntries(YAML_TYPES.map((type) => [type, YAML_BODY])), 'application/json': JSON_BODY },
};
