import { parseBasePath, type BasePath } from '../../apis/base-path.js';
import type { CatalogueVersion } from '../../apis/catalogue.js';
import type { MappingSettings } from './dialect.settings.js';
import type { Dialect, Labels } from './dialect.js';

/** Where the counts of a series belong. */
export type Resolution =
  | { readonly form: 'mapped'; readonly basePath: BasePath }
  /** No declared base path leads to this name. */
  | { readonly form: 'unmapped'; readonly name: string }
  /** Several declared base paths lead to the same name: the counts belong to none of them for sure. */
  | { readonly form: 'collision'; readonly name: string; readonly basePaths: readonly BasePath[] };

/** The route name the control plane makes of a base path: `/eni/heartbeat/v1` → `eni-heartbeat-v1`. Not reversible. */
export function routeNameOf(basePath: string): string {
  return basePath
    .toLowerCase()
    .replace(/[ _/\\]/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Leads series to base paths, for one dialect and one version of the catalogue. Make a new one when it changes. */
export class BasePathResolver {
  readonly #byName = new Map<string, BasePath[]>();

  constructor(
    private readonly dialect: Dialect,
    private readonly catalogue: CatalogueVersion,
    private readonly mapping: MappingSettings,
  ) {
    for (const basePath of catalogue.declarations.keys()) {
      const name = routeNameOf(basePath);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), basePath]);
    }
  }

  resolve(labels: Labels): Resolution {
    const name = this.dialect.basePath.map(({ label }) => labels[label]).find((value) => value) ?? '';
    const listed = this.mapping.names.get(name);
    const basePaths = listed === undefined ? (this.#byName.get(name) ?? []) : [parseBasePath(listed)!];
    if (basePaths.length > 1) return { form: 'collision', name, basePaths };
    return basePaths[0] ? { form: 'mapped', basePath: basePaths[0] } : { form: 'unmapped', name };
  }

  /** Names that more than one declared base path leads to, whether or not a series has them. */
  collisions(): ReadonlyMap<string, readonly BasePath[]> {
    return new Map([...this.#byName].filter(([, basePaths]) => basePaths.length > 1));
  }

  /** The version of the catalogue it was made for. */
  get catalogueVersion(): number {
    return this.catalogue.version;
  }
}
