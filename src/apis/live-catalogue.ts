import type { BasePath } from './base-path.js';
import type { Catalogue, CatalogueVersion, Declaration } from './catalogue.js';
import type { Exposure } from './rovers/rover-document.js';

/** What the newest merge had to leave out. */
export interface LeftOut {
  /** Declared once more by a later file: kept with the first. */
  readonly duplicates: readonly { readonly basePath: BasePath; readonly by: string; readonly first: string }[];
  /** Beyond the maximum. */
  readonly refused: number;
}

/** Merges the settings' base paths and the files' exposures into versions of the catalogue. */
export class LiveCatalogue implements Catalogue {
  readonly #listeners = new Set<(version: CatalogueVersion) => void>();
  #current: CatalogueVersion = { version: 0, declarations: new Map() };
  #leftOut: LeftOut = { duplicates: [], refused: 0 };

  constructor(
    private readonly declared: readonly BasePath[],
    private readonly maximum: number,
  ) {
    this.update(new Map());
  }

  current(): CatalogueVersion {
    return this.#current;
  }

  onChange(listener: (version: CatalogueVersion) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes over what the files say now; a new version only if something differs. */
  update(files: ReadonlyMap<string, readonly Exposure[]>): void {
    const declarations = this.#merge(files);
    if (same(declarations, this.#current.declarations) && this.#current.version > 0) return;
    this.#current = { version: this.#current.version + 1, declarations };
    for (const listener of this.#listeners) listener(this.#current);
  }

  get leftOut(): LeftOut {
    return this.#leftOut;
  }

  #merge(files: ReadonlyMap<string, readonly Exposure[]>): Map<BasePath, Declaration> {
    const merged = new Map<BasePath, Declaration>();
    const duplicates: { basePath: BasePath; by: string; first: string }[] = [];
    let refused = 0;
    const add = (declaration: Declaration): void => {
      const first = merged.get(declaration.basePath);
      if (first)
        duplicates.push({ basePath: declaration.basePath, by: declaration.declaredBy, first: first.declaredBy });
      else if (merged.size >= this.maximum) refused++;
      else merged.set(declaration.basePath, declaration);
    };
    for (const basePath of this.declared) add({ basePath, declaredBy: 'settings' });
    for (const [name, exposures] of files) {
      for (const { basePath, zone } of exposures)
        add({ basePath, declaredBy: `rovers/${name}`, ...(zone !== undefined && { zone }) });
    }
    this.#leftOut = { duplicates, refused };
    return merged;
  }
}

function same(a: ReadonlyMap<BasePath, Declaration>, b: ReadonlyMap<BasePath, Declaration>): boolean {
  if (a.size !== b.size) return false;
  for (const [basePath, one] of a) {
    const other = b.get(basePath);
    if (!other || other.declaredBy !== one.declaredBy || other.zone !== one.zone) return false;
  }
  return true;
}
