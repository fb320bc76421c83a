import type { BasePath } from './base-path.js';
import type { Catalogue, CatalogueVersion, Declaration } from './catalogue.js';
import type { PulseDeclaration } from '../sources/pulse/pulse-declaration.js';
import type { Exposure } from '../declarations/rover-files.js';

/** Exposures by the name of their file or Rover. */
type Exposures = ReadonlyMap<string, readonly Exposure[]>;

/** What the newest merge had to leave out. */
export interface LeftOut {
  /** Declared once more by another file: kept with the one that declared it first, and still does. */
  readonly duplicates: readonly { readonly basePath: BasePath; readonly by: string; readonly first: string }[];
  /** Beyond the maximum. */
  readonly refused: number;
}

/**
 * Merges the settings' base paths and the Rovers' exposures into versions of the catalogue. Who declares a base path
 * keeps it for as long as it does so; of those who come at the same time, the first by name gets it.
 */
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

  /** Takes over what the files, and the Rovers of the API, say now; a new version only if something differs. */
  update(files: Exposures, api: Exposures = new Map()): void {
    const declarations = this.#merge({ files, api });
    if (same(declarations, this.#current.declarations) && this.#current.version > 0) return;
    this.#current = { version: this.#current.version + 1, declarations };
    for (const listener of this.#listeners) listener(this.#current);
  }

  get leftOut(): LeftOut {
    return this.#leftOut;
  }

  #merge(rovers: { files: Exposures; api: Exposures }): ReadonlyMap<BasePath, Declaration> {
    const merged = new Map<BasePath, Declaration>();
    const duplicates: { basePath: BasePath; by: string }[] = [];
    for (const declaration of declarationsOf(this.declared, rovers)) {
      const { basePath, declaredBy } = declaration;
      const other = merged.get(basePath);
      const owner = this.#current.declarations.get(basePath);
      const mayHaveIt = !other || owner?.declaredBy === declaredBy;
      if (mayHaveIt) merged.set(basePath, owner && sameDeclaration(owner, declaration) ? owner : declaration);
      if (other) duplicates.push({ basePath, by: mayHaveIt ? other.declaredBy : declaredBy });
    }
    this.#leftOut = {
      duplicates: duplicates.map((each) => ({ ...each, first: merged.get(each.basePath)!.declaredBy })),
      refused: Math.max(0, merged.size - this.maximum),
    };
    return merged.size > this.maximum ? this.#withinMaximum(merged) : merged;
  }

  /** Who is in stays in: nobody pushes another's base path out by a file name that comes first. */
  #withinMaximum(merged: ReadonlyMap<BasePath, Declaration>): ReadonlyMap<BasePath, Declaration> {
    const all = [...merged];
    const isIn = ([basePath]: readonly [BasePath, Declaration]): boolean => this.#current.declarations.has(basePath);
    return new Map([...all.filter(isIn), ...all.filter((each) => !isIn(each))].slice(0, this.maximum));
  }
}

function* declarationsOf(
  declared: readonly BasePath[],
  { files, api }: { files: Exposures; api: Exposures },
): Generator<Declaration> {
  for (const basePath of declared) yield { basePath, declaredBy: 'settings' };
  yield* declarationsBy('api', api);
  yield* declarationsBy('rovers', files);
}

function* declarationsBy(origin: string, rovers: Exposures): Generator<Declaration> {
  for (const [name, exposures] of rovers) {
    for (const { basePath, zone, pulse } of exposures)
      yield { basePath, declaredBy: `${origin}/${name}`, ...(zone !== undefined && { zone }), ...(pulse && { pulse }) };
  }
}

/** What did not change is the same object, so that looking at the objects is enough. */
function same(a: ReadonlyMap<BasePath, Declaration>, b: ReadonlyMap<BasePath, Declaration>): boolean {
  if (a.size !== b.size) return false;
  for (const [basePath, one] of a) if (b.get(basePath) !== one) return false;
  return true;
}

function sameDeclaration(one: Declaration, other: Declaration): boolean {
  return one.declaredBy === other.declaredBy && one.zone === other.zone && samePulse(one.pulse, other.pulse);
}

/** Of a file that was not read again it is the same object. */
function samePulse(one: PulseDeclaration | undefined, other: PulseDeclaration | undefined): boolean {
  return one === other || (one !== undefined && JSON.stringify(one) === JSON.stringify(other));
}
