import type { FastifyRequest } from 'fastify';
import { readSettings } from '../settings/read-settings.js';
import type { SettingsClass } from '../settings/setting-form.js';
import { pathText } from '../settings/setting-path.js';
import { SettingsError } from '../settings/settings-error.js';
import { problemKind, RefusedRequestError, UNREADABLE_BODY, type ProblemField } from './problem.js';
import { mediaTypeOf, readBody } from './request-body.js';

/** A JSON body that can be read, with fields that are wrong. */
export const INVALID_BODY = problemKind({
  slug: 'invalid-body',
  status: 422,
  title: 'One or more fields are not valid',
  about:
    'Fields of a JSON body are wrong. `fields` has a `path`, `title` and `detail` for each of the first hundred: where in the body, and what is allowed.',
  example: {
    detail: 'each of fields names a place in the body and what is allowed',
    instance: '/targets',
    fields: [{ path: 'interval', title: 'invalid value', detail: 'is "1x"; allowed: a duration such as 15s' }],
  },
});
const MAX_FIELDS = 100;

/**
 * The JSON body as `declared` describes it, defaults filled in. Throws `BodyRefusedError` if it is not read, else
 * `RefusedRequestError` if it is not JSON, or with all that is wrong with it.
 */
export async function readJsonBody<T extends object>(
  declared: SettingsClass<T>,
  request: FastifyRequest,
  maxBytes: number,
): Promise<T> {
  mediaTypeOf(request, ['application/json']);
  const plain = parsed(await readBody(request, maxBytes));
  if (plain === null) throw invalidBody([field('body', 'is null; allowed: a mapping of keys')]);
  try {
    return readSettings(declared, plain, { folder: '/' });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw invalidBody(
      error.problems.map(({ path, shownPath = path, problem, allowed }) =>
        field(path.length === 0 ? 'body' : pathText(shownPath), `${problem}; allowed: ${allowed}`),
      ),
    );
  }
}

/** Deep nesting does no harm: `JSON.parse` does not recurse, and the reader goes only as deep as the class declares. */
function parsed(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('ENCODING', 'the body is not UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('SYNTAX', 'the body is not JSON, as its Content-Type says');
  }
}

function unreadable(title: string, detail: string): RefusedRequestError {
  return new RefusedRequestError(UNREADABLE_BODY, detail, [{ path: 'body', title, detail }]);
}

function invalidBody(fields: readonly ProblemField[]): RefusedRequestError {
  const detail = 'each of fields names a place in the body and what is allowed';
  return new RefusedRequestError(INVALID_BODY, detail, fields.slice(0, MAX_FIELDS));
}

function field(path: string, detail: string): ProblemField {
  return { path, title: 'invalid value', detail };
}
