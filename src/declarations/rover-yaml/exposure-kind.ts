import { didYouMean } from '../../platform/settings/did-you-mean.js';
import type { SettingPath } from '../../platform/settings/setting-path.js';

/** A mapping of YAML, as plain values. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Keys by which an exposure is known to be something else than an API; `type` is what names the kind itself. */
const OF_OTHER_KINDS = /^(?!type$).*(?:Type|Tenant)$/i;
/** Keys that an exposure has because it is an API, besides its base path. */
const OF_APIS = new Set(['upstream', 'upstreams', 'loadBalancing']);

/** Whether a value is a mapping. */
export function mapping(value: unknown): Mapping | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : undefined;
}

/**
 * The part of an exposure that describes an API: itself in the flat form, under `api` in the custom resource; `other`
 * where it is something else. Without `type`, the keys tell, as they do for roverctl. What looks like an API whose base
 * path is missing or misspelt is one: ignored, it would silently go unwatched.
 */
export function apiPartOf(
  exposure: Mapping,
  blockKeys: readonly string[],
): { readonly api: unknown; readonly path: SettingPath } | 'other' {
  const flat = { api: exposure, path: [] };
  const type = exposure['type'] ?? undefined;
  if (type !== undefined) return typeof type === 'string' && type.toLowerCase() === 'api' ? flat : 'other';
  if ('basePath' in exposure) return flat;
  if ('api' in exposure) return { api: exposure['api'], path: ['api'] };
  return looksLikeApi(exposure, blockKeys) ? flat : 'other';
}

function looksLikeApi(exposure: Mapping, blockKeys: readonly string[]): boolean {
  const keys = Object.keys(exposure);
  const own = keys.filter((key) => !blockKeys.includes(key));
  const isResource = own.length === 1 && mapping(exposure[own[0]!]) !== undefined;
  if (isResource || own.some((key) => OF_OTHER_KINDS.test(key))) return false;
  return own.length === 0 || own.length < keys.length || own.some((key) => isOfApi(key, exposure[key]));
}

function isOfApi(key: string, value: unknown): boolean {
  const isPath = typeof value === 'string' && value.startsWith('/');
  return isPath || OF_APIS.has(key) || didYouMean(key, ['basePath']) !== '';
}
