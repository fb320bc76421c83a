import { BASE_PATH_SHAPE, contains, parseBasePath, type BasePath } from './base-path.js';

/** One base path; or, with `below`, it and all below it, `''` being everything. */
export type BasePathSelector =
  { readonly below: false; readonly basePath: BasePath } | { readonly below: true; readonly basePath: BasePath | '' };

/** What is allowed, for error messages. */
export const SELECTOR_SHAPE = `${BASE_PATH_SHAPE}; or such a path followed by /*`;

/** Reads `/eni/echo/v1` or `/eni/*`; undefined when it is neither. */
export function parseBasePathSelector(text: string): BasePathSelector | undefined {
  if (text === '/*') return { below: true, basePath: '' };
  const below = text.endsWith('/*');
  const basePath = parseBasePath(below ? text.slice(0, -2) : text);
  return basePath && { below, basePath };
}

/** Whether a base path is among those that are selected. */
export function selects({ below, basePath }: BasePathSelector, candidate: BasePath): boolean {
  return below ? basePath === '' || contains(basePath, candidate) : basePath === candidate;
}
