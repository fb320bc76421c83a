import {
  parseBasePathSelector,
  SELECTOR_FORM,
  selects,
  type BasePathSelector,
} from '../../catalogue/base-path-selector.js';
import { MAX_PARAMETERS } from '../../platform/http/query-parameters.js';
import { IntegerSetting, ListSetting } from '../../platform/settings/setting.js';
import type { KnownRover } from '../rovers.js';
import { ROVER_CONDITIONS, type RoverCondition } from '../rover-entry.js';

/** A page ends here even if fewer Rovers are on it than `limit` allows. */
const MAX_EXPOSURES_A_PAGE = 5_000;

/** The parameters of `GET /rovers`. */
export class RoversParameters {
  @ListSetting({
    about: 'Exact; /* for a subtree.',
    item: SELECTOR_FORM,
    maxItems: MAX_PARAMETERS,
    example: ['/eni/echo/v1', '/eni/*'],
  })
  basepath: readonly string[] = [];

  @ListSetting({
    about: 'Only those of these conditions.',
    item: { type: 'text', maxLength: 20, allowed: ROVER_CONDITIONS },
    maxItems: MAX_PARAMETERS,
    example: ['Rejected'],
  })
  condition: readonly RoverCondition[] = [];

  @IntegerSetting({ about: 'How many at most.', min: 1, max: 1_000, example: 100 })
  limit = 100;

  @IntegerSetting({ about: 'How many to leave out at the beginning.', min: 0, max: 999_999_999, example: 0 })
  offset = 0;
}

/** What a request for Rovers asks for. */
export interface RoversQuery {
  /** None for all. */
  readonly selectors: readonly BasePathSelector[];
  /** None for any. */
  readonly conditions: readonly RoverCondition[];
  readonly limit: number;
  readonly offset: number;
}

/** What valid parameters ask for. */
export function roversQueryOf({ basepath, condition, limit, offset }: RoversParameters): RoversQuery {
  const selectors = basepath.map((each) => parseBasePathSelector(each)!);
  return { selectors, conditions: condition, limit, offset };
}

/** One page of the selected Rovers. */
export interface RoverPage {
  readonly page: readonly KnownRover[];
  /** How many there are on all pages. */
  readonly total: number;
  /** The requested limit, or the size of a page that was cut short: the next page begins this much further on. */
  readonly limit: number;
}

/** The requested page; it has at least one Rover, if there is one. */
export function pageOf(entries: readonly KnownRover[], query: RoversQuery): RoverPage {
  const wanted = entries.filter((each) => isWanted(query, each));
  const asked = wanted.slice(query.offset, query.offset + query.limit);
  let exposures = 0;
  const end = asked.findIndex((each) => (exposures += each.exposures.length) > MAX_EXPOSURES_A_PAGE);
  if (end < 0) return { page: asked, total: wanted.length, limit: query.limit };
  const page = asked.slice(0, Math.max(1, end));
  return { page, total: wanted.length, limit: page.length };
}

/** Whether a Rover is among the selected ones. */
export function isWanted({ selectors, conditions }: RoversQuery, { condition, exposures }: KnownRover): boolean {
  if (conditions.length > 0 && !conditions.includes(condition)) return false;
  return selectors.length === 0 || exposures.some(({ basePath }) => selectors.some((each) => selects(each, basePath)));
}
