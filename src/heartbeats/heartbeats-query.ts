import { BASE_PATH_SHAPE, parseBasePath, type BasePath } from '../apis/base-path.js';
import { STATUSES, type Status } from '../evaluation/heartbeat.js';
import {
  invalidParameters,
  RefusedRequestError,
  type ProblemField,
  type ProblemKind,
} from '../platform/http/problem.js';
import type { Selection } from './selection.js';

const MAX_PARAMETERS = 500;
const MAX_LIMIT = 100_000;
const TOO_MANY_PARAMETERS: ProblemKind = {
  slug: 'too-many-parameters',
  status: 431,
  title: 'Too many query parameters',
};

/** What a request for heartbeats asks for. */
export interface HeartbeatsQuery extends Selection {
  readonly limit?: number;
  readonly offset: number;
}

/** Query parameters, decoded. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** Parameters by name, in the order given, decoded. Throws when they are too many or not valid UTF-8. */
export function readParameters(queryString: string): Parameters {
  if (queryString === '') return [];
  const parts = queryString.split('&');
  if (parts.length > MAX_PARAMETERS) {
    throw new RefusedRequestError(TOO_MANY_PARAMETERS, `there are ${parts.length}; allowed: ${MAX_PARAMETERS}`);
  }
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=');
      return [decoded(name), decoded(value.join('='))];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidParameters([field(text.slice(0, 50), 'is not valid percent-encoded UTF-8')]);
  }
}

/** The query of `GET /heartbeats`. Throws `InvalidParametersError` that names every wrong parameter. */
export function readHeartbeatsQuery(parameters: Parameters): HeartbeatsQuery {
  const query = { basePaths: [] as BasePath[], subtrees: [] as (BasePath | '')[], statuses: [] as Status[], offset: 0 };
  const numbers: { limit?: number; offset?: number } = {};
  const problems: ProblemField[] = [];
  for (const [name, value] of parameters) {
    const problem = takeOver(query, numbers, name, value);
    if (problem !== undefined) problems.push(field(name, problem));
  }
  if (problems.length > 0) throw invalidParameters(problems);
  return { ...query, ...numbers };
}

type Collected = { basePaths: BasePath[]; subtrees: (BasePath | '')[]; statuses: Status[] };

/** Takes one parameter over; gives what is wrong with it. */
function takeOver(
  query: Collected,
  numbers: { limit?: number; offset?: number },
  name: string,
  value: string,
): string | undefined {
  switch (name) {
    case 'basepath':
      return takeBasePath(query, value);
    case 'status':
      if (!STATUSES.includes(value as Status)) return `is ${shown(value)}; allowed: ${STATUSES.join(', ')}`;
      query.statuses.push(value as Status);
      return undefined;
    case 'limit':
      return takeNumber(numbers, 'limit', value, 1);
    case 'offset':
      return takeNumber(numbers, 'offset', value, 0);
    default:
      return 'is not a known parameter; allowed: basepath, status, limit, offset';
  }
}

function takeBasePath(query: Collected, value: string): string | undefined {
  const subtree = value.endsWith('/*');
  const basePath = value === '/*' ? '' : parseBasePath(subtree ? value.slice(0, -2) : value);
  if (basePath === undefined) return `is ${shown(value)}; allowed: ${BASE_PATH_SHAPE}; or such a path followed by /*`;
  if (subtree) query.subtrees.push(basePath);
  else query.basePaths.push(basePath as BasePath);
  return undefined;
}

function takeNumber(
  numbers: { limit?: number; offset?: number },
  name: 'limit' | 'offset',
  value: string,
  least: number,
): string | undefined {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (numbers[name] !== undefined) return 'is given more than once';
  const most = name === 'limit' ? MAX_LIMIT : 999_999_999;
  if (!(number >= least && number <= most))
    return `is ${shown(value)}; allowed: a whole number from ${least} to ${most}`;
  numbers[name] = number;
  return undefined;
}

/** One field of a problem document. */
export function field(path: string, detail: string): ProblemField {
  return { path: path.slice(0, 100), title: 'invalid parameter', detail };
}

function shown(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
}
