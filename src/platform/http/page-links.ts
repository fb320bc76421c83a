import { instanceOf } from './problem.js';
import { parametersOf } from './query-parameters.js';

/** One page of a list. */
export interface PageOfList {
  readonly limit: number;
  readonly offset: number;
  /** How many there are on all pages. */
  readonly total: number;
}

/** Proxies refuse heads that are much longer; a client that sent such a query can make the address of a page itself. */
const MAX_CHARACTERS = 4_096;

/**
 * The `Link` header of one page (RFC 8288): first, prev, next and last, as far as they are; no header where it would be
 * longer than 4 kB. `url` is that of the request, with its query.
 */
export function linkHeader(url: string, page: PageOfList): { readonly link?: string } {
  const { limit, offset, total } = page;
  const kept = parametersOf(url)
    .filter(([name]) => name !== 'offset')
    .map((each) => each.map(encodeURIComponent).join('='));
  const link = (offset: number, relation: string): string =>
    `<${instanceOf(url)}?${[...kept, `offset=${offset}`].join('&')}>; rel="${relation}"`;
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const links = [link(0, 'first')];
  if (offset > 0) links.push(link(Math.min(Math.max(0, offset - limit), last), 'prev'));
  if (offset + limit < total) links.push(link(offset + limit, 'next'));
  links.push(link(last, 'last'));
  const text = links.join(', ');
  return text.length <= MAX_CHARACTERS ? { link: text } : {};
}
