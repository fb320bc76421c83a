import { BASE_PATH_FORM, parseBasePathSelector, SELECTOR_FORM } from '../catalogue/base-path-selector.js';
import { STATUSES, type Status } from '../evaluation/heartbeat.js';
import { MAX_PARAMETERS } from '../platform/http/query-parameters.js';
import { IntegerSetting, ListSetting, TextSetting } from '../platform/settings/setting.js';
import type { Selection } from './selection.js';

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
  })
  status: readonly Status[] = [];

  @IntegerSetting({ about: 'How many at most; all without it.', min: 1, max: 100_000 })
  limit?: number;

  @IntegerSetting({ about: 'How many to leave out at the beginning.', min: 0, max: 999_999_999 })
  offset = 0;
}

/** The parameters of `GET /heartbeats/details`. */
export class DetailsParameters {
  @TextSetting({ ...BASE_PATH_FORM, about: 'The base path, exactly.', required: true, example: '/eni/echo/v1' })
  basepath = '';
}

/** What a request for heartbeats asks for. */
export interface HeartbeatsQuery extends Selection {
  readonly limit?: number;
  readonly offset: number;
}

/** What valid parameters ask for. */
export function heartbeatsQueryOf({ basepath, status, limit, offset }: HeartbeatsParameters): HeartbeatsQuery {
  const selectors = basepath.map((each) => parseBasePathSelector(each)!);
  return {
    basePaths: selectors.flatMap((each) => (each.below ? [] : [each.basePath])),
    subtrees: selectors.flatMap((each) => (each.below ? [each.basePath] : [])),
    statuses: status,
    ...(limit !== undefined && { limit }),
    offset,
  };
}
