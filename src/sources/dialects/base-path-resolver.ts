import { parseBasePath, type BasePath } from '../../apis/base-path.js';
import type { CatalogueVersion } from '../../apis/catalogue.js';
import type { MappingSettings } from './dialect.settings.js';
import type { BasePathLabel, Labels } from './dialect.js';
import { nativePath } from './native-path.js';

/** Where the counts of a series belong. */
export type Resolution =
  | { readonly form: 'mapped'; readonly basePath: BasePath }
  /** No declared base path leads to this name. */
  | { readonly form: 'unmapped'; readonly name: string }
  /** Several declared base paths lead to the same name: the counts belong to none of them for sure. */
  | { readonly form: 'collision'; readonly name: string; readonly basePaths: readonly BasePath[] };

/** The route name the control plane makes of a base path: `/eni/heartbeat/v1` → `eni-heartbeat-v1`. Not reversible. */
export function routeNameOf(basePath: string): string {
  const name = basePath.toLowerCase().replaceAll(/[ _/\\]/g, '-');
  let first = 0;
  let end = name.length;
  while (name[first] === '-') first++;
  while (end > first && name[end - 1] === '-') end--;
  return name.slice(first, end);
}

/**
 * Leads series to base paths, for one version of the catalogue; make a new one when that changes.
 * A listed name wins; a native path goes to the longest declared base path above it, else stands for itself;
 * a name goes to the declared base path it was made from.
 */
export class BasePathResolver {
  readonly #byName = new Map<string, BasePath[]>();

  constructor(
    private readonly catalogue: CatalogueVersion,
    private readonly mapping: MappingSettings,
  ) {
    for (const basePath of catalogue.declarations.keys()) {
      const name = routeNameOf(basePath);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), basePath]);
    }
  }

  /** The version of the catalogue it was made for. */
  get catalogueVersion(): number {
    return this.catalogue.version;
  }

  /** Resolves a series by the first of its base-path labels that says something. */
  resolve(labels: Labels, basePathLabels: readonly BasePathLabel[]): Resolution {
    let seen = '';
    for (const { form, label } of basePathLabels) {
      const value = labels[label];
      if (value === undefined || value === '' || value === '-') continue;
      if (seen === '') seen = value;
      const found = this.#listed(value) ?? (form === 'path' ? this.#byPath(value) : this.#forward(value));
      if (found) return found;
    }
    return { form: 'unmapped', name: seen };
  }

  /** Names that more than one declared base path leads to, whether or not a series has them. */
  collisions(): ReadonlyMap<string, readonly BasePath[]> {
    return new Map([...this.#byName].filter(([, basePaths]) => basePaths.length > 1));
  }

  #listed(value: string): Resolution | undefined {
    const listed = this.mapping.names.get(value);
    const basePath = listed === undefined ? undefined : parseBasePath(listed);
    return basePath && { form: 'mapped', basePath };
  }

  #byPath(value: string): Resolution | undefined {
    const path = nativePath(value);
    if (path === undefined) return undefined;
    for (let above: string = path; above !== ''; above = above.slice(0, above.lastIndexOf('/'))) {
      if (this.catalogue.declarations.has(above as BasePath)) return { form: 'mapped', basePath: above as BasePath };
    }
    return { form: 'mapped', basePath: path };
  }

  #forward(value: string): Resolution | undefined {
    const name = this.#stripped(value).toLowerCase();
    const basePaths = this.#byName.get(name);
    if (!basePaths) return undefined;
    if (basePaths.length > 1) return { form: 'collision', name, basePaths };
    return { form: 'mapped', basePath: basePaths[0]! };
  }

  #stripped(value: string): string {
    const prefix = this.mapping.stripPrefixes.find((each) => value.startsWith(each)) ?? '';
    const suffix = this.mapping.stripSuffixes.find((each) => value.endsWith(each)) ?? '';
    return value.slice(prefix.length, value.length - suffix.length);
  }
}
