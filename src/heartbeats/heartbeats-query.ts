import type { BasePath } from '../catalogue/base-path.js';
import { parseBasePathSelector, SELECTOR_SHAPE } from '../catalogue/base-path-selector.js';
import { STATUSES, type Status } from '../evaluation/heartbeat.js';
import { invalidParameters, type ProblemField } from '../platform/http/problem.js';
import { field, shownParameter, takeNumber, type Page, type Parameters } from '../platform/http/query-parameters.js';
import type { Selection } from './selection.js';

const MAX_LIMIT = 100_000;
const MAX_OFFSET = 999_999_999;

/** What a request for heartbeats asks for. */
export interface HeartbeatsQuery extends Selection {
  readonly limit?: number;
  readonly offset: number;
}

/** The query of `GET /heartbeats`. Throws `InvalidParametersError` that names every wrong parameter. */
export function readHeartbeatsQuery(parameters: Parameters): HeartbeatsQuery {
  const query = { basePaths: [] as BasePath[], subtrees: [] as (BasePath | '')[], statuses: [] as Status[], offset: 0 };
  const page: Page = {};
  const problems: ProblemField[] = [];
  for (const [name, value] of parameters) {
    const problem = takeOver(query, page, name, value);
    if (problem !== undefined) problems.push(field(name, problem));
  }
  if (problems.length > 0) throw invalidParameters(problems);
  return { ...query, ...page };
}

type Collected = { basePaths: BasePath[]; subtrees: (BasePath | '')[]; statuses: Status[] };

/** Takes one parameter over; gives what is wrong with it. */
function takeOver(query: Collected, page: Page, name: string, value: string): string | undefined {
  switch (name) {
    case 'basepath':
      return takeBasePath(query, value);
    case 'status':
      if (!STATUSES.includes(value as Status)) return `is ${shownParameter(value)}; allowed: ${STATUSES.join(', ')}`;
      query.statuses.push(value as Status);
      return undefined;
    case 'limit':
      return takeNumber(page, 'limit', value, [1, MAX_LIMIT]);
    case 'offset':
      return takeNumber(page, 'offset', value, [0, MAX_OFFSET]);
    default:
      return 'is not a known parameter; allowed: basepath, status, limit, offset';
  }
}

function takeBasePath(query: Collected, value: string): string | undefined {
  const selector = parseBasePathSelector(value);
  if (!selector) return `is ${shownParameter(value)}; allowed: ${SELECTOR_SHAPE}`;
  if (selector.below) query.subtrees.push(selector.basePath);
  else query.basePaths.push(selector.basePath);
  return undefined;
}
