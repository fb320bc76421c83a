import type { Parameters } from './query-parameters.js';

/** One page of a list. */
export interface PageOfList {
  readonly limit: number;
  readonly offset: number;
  /** How many there are on all pages. */
  readonly total: number;
}

/**
 * The `Link` header of one page (RFC 8288): first, prev, next and last, as far as they are. `parameters` are those of
 * the request, decoded.
 */
export function pageLinks(path: string, parameters: Parameters, page: PageOfList): string {
  const { limit, offset, total } = page;
  const kept = parameters.filter(([name]) => name !== 'offset').map((each) => each.map(encodeURIComponent).join('='));
  const link = (offset: number, relation: string): string =>
    `<${path}?${[...kept, `offset=${offset}`].join('&')}>; rel="${relation}"`;
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const links = [link(0, 'first')];
  if (offset > 0) links.push(link(Math.min(Math.max(0, offset - limit), last), 'prev'));
  if (offset + limit < total) links.push(link(offset + limit, 'next'));
  links.push(link(last, 'last'));
  return links.join(', ');
}
