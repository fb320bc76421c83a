import { invalidParameters, type ProblemField } from '../../platform/http/problem.js';
import { field, shownParameter, takeNumber, type Page, type Parameters } from '../../platform/http/query-parameters.js';
import {
  parseBasePathSelector,
  SELECTOR_SHAPE,
  selects,
  type BasePathSelector,
} from '../../catalogue/base-path-selector.js';
import type { KnownRover } from '../rovers.js';
import { ROVER_CONDITIONS, type RoverCondition } from '../rover-entry.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const MAX_OFFSET = 999_999_999;
/** A page ends here even if fewer Rovers are on it than `limit` allows. */
const MAX_EXPOSURES_A_PAGE = 5_000;

/** What a request for Rovers asks for. */
export interface RoversQuery {
  /** None for all. */
  readonly selectors: readonly BasePathSelector[];
  /** None for any. */
  readonly conditions: readonly RoverCondition[];
  readonly limit: number;
  readonly offset: number;
}

/** The query of `GET /rovers`. Throws `RefusedRequestError` that names every wrong parameter. */
export function readRoversQuery(parameters: Parameters): RoversQuery {
  const query = { selectors: [] as BasePathSelector[], conditions: [] as RoverCondition[] };
  const page: Page = {};
  const problems: ProblemField[] = [];
  for (const [name, value] of parameters) {
    const problem = takeOver(query, page, name, value);
    if (problem !== undefined) problems.push(field(name, problem));
  }
  if (problems.length > 0) throw invalidParameters(problems);
  return { ...query, limit: page.limit ?? DEFAULT_LIMIT, offset: page.offset ?? 0 };
}

/** One page of those that are asked for. */
export interface RoverPage {
  readonly page: readonly KnownRover[];
  /** How many there are on all pages. */
  readonly total: number;
  /** How many are on this one, or would be if it were full: by this many the next one begins further on. */
  readonly limit: number;
}

/** The page that is asked for; it has one Rover at least, where there is one. */
export function pageOf(entries: readonly KnownRover[], query: RoversQuery): RoverPage {
  const wanted = entries.filter((each) => isWanted(query, each));
  const asked = wanted.slice(query.offset, query.offset + query.limit);
  let exposures = 0;
  const end = asked.findIndex((each) => (exposures += each.exposures.length) > MAX_EXPOSURES_A_PAGE);
  if (end < 0) return { page: asked, total: wanted.length, limit: query.limit };
  const page = asked.slice(0, Math.max(1, end));
  return { page, total: wanted.length, limit: page.length };
}

/** Whether a Rover is among those that are asked for. */
export function isWanted({ selectors, conditions }: RoversQuery, { condition, exposures }: KnownRover): boolean {
  if (conditions.length > 0 && !conditions.includes(condition)) return false;
  return selectors.length === 0 || exposures.some(({ basePath }) => selectors.some((each) => selects(each, basePath)));
}

type Collected = { selectors: BasePathSelector[]; conditions: RoverCondition[] };

function takeOver(query: Collected, page: Page, name: string, value: string): string | undefined {
  switch (name) {
    case 'basepath':
      return takeSelector(query, value);
    case 'condition':
      if (!ROVER_CONDITIONS.includes(value as RoverCondition))
        return `is ${shownParameter(value)}; allowed: ${ROVER_CONDITIONS.join(', ')}`;
      query.conditions.push(value as RoverCondition);
      return undefined;
    case 'limit':
      return takeNumber(page, 'limit', value, [1, MAX_LIMIT]);
    case 'offset':
      return takeNumber(page, 'offset', value, [0, MAX_OFFSET]);
    default:
      return 'is not a known parameter; allowed: basepath, condition, limit, offset';
  }
}

function takeSelector({ selectors }: Collected, value: string): string | undefined {
  const selector = parseBasePathSelector(value);
  if (!selector) return `is ${shownParameter(value)}; allowed: ${SELECTOR_SHAPE}`;
  selectors.push(selector);
  return undefined;
}
