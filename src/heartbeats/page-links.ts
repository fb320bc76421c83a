/** The `Link` header of one page (RFC 8288): first, prev, next and last, as far as they are. */
export function pageLinks(url: string, page: { limit: number; offset: number; total: number }): string {
  const { limit, offset, total } = page;
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const links = [link(url, 0, 'first')];
  if (offset > 0) links.push(link(url, Math.max(0, offset - limit), 'prev'));
  if (offset + limit < total) links.push(link(url, offset + limit, 'next'));
  links.push(link(url, last, 'last'));
  return links.join(', ');
}

function link(url: string, offset: number, relation: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const kept = query.split('&').filter((part) => part !== '' && !part.startsWith('offset='));
  const target = `${path}?${[...kept, `offset=${offset}`].join('&')}`.replace(
    /[^\x21\x23-\x3b\x3d\x3f-\x7e]/g,
    encodeURIComponent,
  );
  return `<${target}>; rel="${relation}"`;
}
