import { Readable } from 'node:stream';
import type { SourceContext } from '../../src/sources/source-kind.js';

/** What an address answers: a page, a whole answer, or the code of the error that there is instead. */
export type PageAnswer =
  string | { readonly status?: number; readonly body?: string; readonly type?: string } | { readonly error: string };

/** Header lines of a request. */
export type AskedWith = Readonly<Record<string, string>>;

/** Stands in for HTTP: answers each address as the test says at that moment. */
export function metricsPages(
  answer: (url: string, headers: AskedWith) => PageAnswer | Promise<PageAnswer>,
): SourceContext['http'] {
  const request = async ({ url, headers }: { url: string; headers: AskedWith }): Promise<unknown> => {
    const given = await answer(url, headers);
    if (typeof given !== 'string' && 'error' in given)
      throw Object.assign(new Error(given.error), { code: given.error });
    const {
      status = 200,
      body = '',
      type = 'text/plain; version=0.0.4',
    } = typeof given === 'string' ? { body: given } : given;
    return { status, data: Readable.from([Buffer.from(body)]), headers: { 'content-type': type } };
  };
  return { request } as unknown as SourceContext['http'];
}
