import type { TextForm } from '../platform/settings/setting-form.js';
import { SELECTOR_SHAPE } from './base-path-selector.js';
import { BASE_PATH_SHAPE } from './base-path.js';

/** A base path in the settings; `parseBasePath` takes exactly the texts of this form. */
export const BASE_PATH_FORM: TextForm = {
  type: 'text',
  maxLength: 512,
  pattern: /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+\/?$/,
  shape: BASE_PATH_SHAPE,
};

/** A base path or a subtree in a query; `parseBasePathSelector` takes exactly the texts of this form. */
export const SELECTOR_FORM: TextForm = {
  type: 'text',
  maxLength: 514,
  pattern: /^(?=[^*]{0,512}(?:\/\*)?$)(?:\/\*|(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+\/?(?:\/\*)?)$/,
  shape: SELECTOR_SHAPE,
};
