import type { TextForm } from '../platform/settings/setting-form.js';

/** Which base paths something is for: one of them, or a path followed by `/*` for itself and all below it. */
export const BASE_PATH_PATTERN_FORM: TextForm = {
  type: 'text',
  maxLength: 514,
  pattern: /^(?:(?:\/(?:\.*[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\.{3,}))+(?:\/\*)?|\/\*)$/,
  shape: 'a base path such as /eni/echo/v1, or one with /* behind it for all that lies at and below it',
};

/** Whether one of the patterns covers a base path, segment by segment: `/eni/*` covers `/eni/echo`, not `/eni-evil`. */
export function coversBasePath(patterns: readonly string[], basePath: string): boolean {
  return patterns.some((pattern) => {
    if (!pattern.endsWith('/*')) return basePath === pattern;
    const above = pattern.slice(0, -2);
    return basePath === above || basePath.startsWith(`${above}/`);
  });
}
