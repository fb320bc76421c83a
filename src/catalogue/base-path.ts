const MAX_LENGTH = 512;
const SEGMENT = /^[A-Za-z0-9._~-]+$/;

declare const canonical: unique symbol;

/** A path prefix that identifies one API: `/eni/echo/v1`. Canonical: no trailing or doubled `/`, no `.` or `..`. */
export type BasePath = string & { readonly [canonical]: true };

/** The canonical form of `text` (a trailing `/` is dropped); undefined when it is not a base path. */
export function parseBasePath(text: string): BasePath | undefined {
  if (text.length < 2 || text.length > MAX_LENGTH || text[0] !== '/') return undefined;
  const trimmed = text.endsWith('/') ? text.slice(0, -1) : text;
  const segments = trimmed.slice(1).split('/');
  const valid = segments.every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..');
  return valid ? (trimmed as BasePath) : undefined;
}

/** Whether `path` is `prefix` or lies below it, segment by segment: `/a/b` contains `/a/b/c`, not `/a/bc`. */
export function contains(prefix: BasePath, path: BasePath): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}

/** What is allowed, for error messages. */
export const BASE_PATH_SHAPE =
  'a path such as /eni/echo/v1: starts with /, segments of letters, digits, . _ ~ -, at most 512 characters';
