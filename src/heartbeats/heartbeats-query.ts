import type { BasePath } from '../catalogue/base-path.js';
import { parseBasePathSelector, SELECTOR_FORM } from '../catalogue/base-path-selector.js';
import { REASONS, STATUSES, type Reason, type Status } from '../evaluation/heartbeat.js';
import { MAX_PARAMETERS } from '../platform/http/query-parameters.js';
import { IntegerSetting, ListSetting } from '../platform/settings/setting.js';
import type { Selection } from './selection.js';

/** How many details there are on a page where no limit is asked for. */
const DETAILS_ON_A_PAGE = 100;

/** The parameters of `GET /heartbeats`. */
export class HeartbeatsParameters {
  @ListSetting({
    about: 'Exact; a trailing /* matches the subtree.',
    item: SELECTOR_FORM,
    maxItems: MAX_PARAMETERS,
    example: ['/eni/echo/v1', '/eni/*'],
  })
  basepath: readonly string[] = [];

  @ListSetting({
    about: 'Only those of these statuses.',
    item: { type: 'text', maxLength: 10, allowed: STATUSES },
    maxItems: MAX_PARAMETERS,
    example: ['DOWN'],
  })
  status: readonly Status[] = [];

  @IntegerSetting({ about: 'How many at most; all without it.', min: 1, max: 100_000, example: 1_000 })
  limit?: number;

  @IntegerSetting({ about: 'How many to leave out at the beginning.', min: 0, max: 999_999_999, example: 0 })
  offset = 0;
}

/** The parameters of `GET /heartbeats/details`. */
export class DetailsParameters {
  @ListSetting({
    about: 'Exact; a trailing /* matches the subtree. One exact base path alone gives one object.',
    item: SELECTOR_FORM,
    maxItems: MAX_PARAMETERS,
    example: ['/eni/echo/v1', '/eni/*'],
  })
  basepath: readonly string[] = [];

  @ListSetting({
    about: 'Only those of these statuses.',
    item: { type: 'text', maxLength: 10, allowed: STATUSES },
    maxItems: MAX_PARAMETERS,
    example: ['DOWN', 'UNKNOWN'],
  })
  status: readonly Status[] = [];

  @ListSetting({
    about: 'Only those of these reasons.',
    item: { type: 'text', maxLength: 30, allowed: REASONS },
    maxItems: MAX_PARAMETERS,
    example: ['no-data', 'stale-source'],
  })
  reason: readonly Reason[] = [];

  @IntegerSetting({ about: `How many at most; ${DETAILS_ON_A_PAGE} without it.`, min: 1, max: 1_000, example: 100 })
  limit?: number;

  @IntegerSetting({ about: 'How many to leave out at the beginning.', min: 0, max: 999_999_999, example: 0 })
  offset?: number;
}

/** What a request for heartbeats asks for. */
export interface HeartbeatsQuery extends Selection {
  readonly limit?: number;
  readonly offset: number;
}

/** What a request for details asks for: one heartbeat, or a page of those that are selected. */
export type DetailsQuery =
  | { readonly one: BasePath }
  | (Selection & { readonly one?: undefined; readonly limit: number; readonly offset: number });

/** What valid parameters ask for. */
export function heartbeatsQueryOf({ basepath, status, limit, offset }: HeartbeatsParameters): HeartbeatsQuery {
  return { ...selectionOf(basepath, status), ...(limit !== undefined && { limit }), offset };
}

/** What valid parameters of the details ask for. */
export function detailsQueryOf({ basepath, status, reason, limit, offset }: DetailsParameters): DetailsQuery {
  const selection = selectionOf(basepath, status);
  const [first, ...more] = selection.basePaths;
  const alone = first !== undefined && more.length + selection.subtrees.length + status.length + reason.length === 0;
  if (alone && limit === undefined && offset === undefined) return { one: first };
  return { ...selection, reasons: reason, limit: limit ?? DETAILS_ON_A_PAGE, offset: offset ?? 0 };
}

function selectionOf(basepath: readonly string[], statuses: readonly Status[]): Selection {
  const selectors = basepath.map((each) => parseBasePathSelector(each)!);
  return {
    basePaths: selectors.flatMap((each) => (each.below ? [] : [each.basePath])),
    subtrees: selectors.flatMap((each) => (each.below ? [each.basePath] : [])),
    statuses,
  };
}
