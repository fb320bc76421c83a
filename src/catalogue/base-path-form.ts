import type { TextForm } from '../platform/settings/setting-form.js';
import { BASE_PATH_SHAPE } from './base-path.js';

/** A base path in the settings; `parseBasePath` takes exactly the texts of this form. */
export const BASE_PATH_FORM: TextForm = {
  type: 'text',
  maxLength: 512,
  pattern: /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+\/?$/,
  shape: BASE_PATH_SHAPE,
};
