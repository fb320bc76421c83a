import { verdictOnPath } from '../../../platform/egress/egress-path.js';
import type { EgressPolicy } from '../../../platform/egress/egress-policy.js';
import { verdictOnUrl } from '../../../platform/egress/egress-url.js';
import type { EgressVerdict } from '../../../platform/egress/egress-verdict.js';
import type { RuleBreach } from '../../../platform/settings/setting-declaration.js';

/** What is allowed, for the reference and for editors. */
export const PATH_SHAPE =
  'a path that begins with / and stays below the base path, or an https URL below a host that the operator lists';

/** Whether a target is given by its whole URL. */
export function isAbsolute(path: string | undefined): boolean {
  return path !== undefined && /^[a-z][a-z\d+.-]*:/i.test(path);
}

/** What is wrong with the path of a block, independently of what the operator lists. */
export function pathBreaches(path: string | undefined): readonly RuleBreach[] {
  if (path === undefined) return [];
  return isAbsolute(path) ? urlBreaches(path) : breachesOf(verdictOnPath(path));
}

/** What is wrong with a URL, independently of what the operator lists. */
export function urlBreaches(url: string): readonly RuleBreach[] {
  return breachesOf(verdictOnUrl(url, listingOnly(url)));
}

/** Which hosts are listed is known to the source alone, which says so in the exposure's condition. */
function listingOnly(url: string): EgressPolicy {
  if (!URL.canParse(url)) return { hosts: [], networks: [] };
  const { hostname, port } = new URL(url);
  return { hosts: [{ name: hostname, below: false, port: Number(port || 443) }], networks: [] };
}

function breachesOf(verdict: EgressVerdict<unknown>): readonly RuleBreach[] {
  return verdict.ok ? [] : [{ below: [], code: verdict.code, why: verdict.detail }];
}
