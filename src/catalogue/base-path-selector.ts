import type { TextForm } from '../platform/settings/setting-form.js';
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

/** A base path in the settings; `parseBasePath` takes exactly the texts of this form. */
export const BASE_PATH_FORM: TextForm = {
  type: 'text',
  maxLength: 512,
  pattern: /^(?:\/(?:\.*[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\.{3,}))+\/?$/,
  shape: BASE_PATH_SHAPE,
};

/** A base path or a subtree in a query; `parseBasePathSelector` takes exactly the texts of this form. */
export const SELECTOR_FORM: TextForm = {
  type: 'text',
  maxLength: 514,
  pattern: /^(?:\/\*|(?:\/(?:\.*[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\.{3,}))+\/?(?:\/\*)?)$/,
  except: /^[^*]{513,}$/,
  shape: SELECTOR_SHAPE,
};
