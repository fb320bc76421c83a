import type { BasePath } from './base-path.js';
import type { Catalogue, CatalogueVersion, Declaration } from './catalogue.js';
import type { Declared, DeclarationSink, DeclarationSinks } from './declaration-sink.js';
import { sameBlocks } from './exposure.js';

/** What the newest merge had to leave out. */
export interface LeftOut {
  /** Declared once more by another declarer: kept with the one that declared it first, and still does. */
  readonly duplicates: readonly { readonly basePath: BasePath; readonly by: string; readonly first: string }[];
  /** Beyond the maximum. */
  readonly refused: number;
}

/** The options of a catalogue. */
export interface LiveCatalogueOptions {
  /** Most base paths; more are refused. */
  readonly maximum: number;
  /** Names of the origins in the order of their precedence; one that is not named here comes last. */
  readonly origins?: readonly string[];
  /** Called after each merge, whether it made a new version or not. */
  readonly merged?: (catalogue: LiveCatalogue) => void;
}

/**
 * Merges what all origins declare into versions of the catalogue: the one place that decides who gets a base path. A
 * declarer keeps it for as long as it declares it; of several that come at the same time, the first origin gets it, and
 * within an origin the first by name.
 */
export class LiveCatalogue implements Catalogue, DeclarationSinks {
  readonly #listeners = new Set<(version: CatalogueVersion) => void>();
  readonly #declared: Map<string, Declared>;
  #current: CatalogueVersion = { version: 0, declarations: new Map() };
  #leftOut: LeftOut = { duplicates: [], refused: 0 };
  #together = 0;

  constructor(private readonly options: LiveCatalogueOptions) {
    this.#declared = new Map((options.origins ?? []).map((origin) => [origin, new Map()]));
  }

  current(): CatalogueVersion {
    return this.#current;
  }

  onChange(listener: (version: CatalogueVersion) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(origin: string): DeclarationSink {
    return {
      declare: (declared) => {
        this.#declared.set(origin, declared);
        if (this.#together === 0) this.#update();
      },
    };
  }

  together(change: () => void): void {
    this.#together++;
    try {
      change();
    } finally {
      this.#together--;
    }
    if (this.#together === 0) this.#update();
  }

  get leftOut(): LeftOut {
    return this.#leftOut;
  }

  /** Takes over what the origins declare now; a new version only if something differs. */
  #update(): void {
    const declarations = this.#merge();
    const changed = this.#current.version === 0 || !same(declarations, this.#current.declarations);
    if (changed) this.#current = { version: this.#current.version + 1, declarations };
    this.options.merged?.(this);
    if (changed) for (const listener of this.#listeners) listener(this.#current);
  }

  #merge(): ReadonlyMap<BasePath, Declaration> {
    const { maximum } = this.options;
    const merged = new Map<BasePath, Declaration>();
    const duplicates: { basePath: BasePath; by: string }[] = [];
    for (const declaration of this.#declarations()) {
      const { basePath, declaredBy } = declaration;
      const other = merged.get(basePath);
      const owner = this.#current.declarations.get(basePath);
      const mayHaveIt = !other || owner?.declaredBy === declaredBy;
      if (mayHaveIt) merged.set(basePath, owner && sameDeclaration(owner, declaration) ? owner : declaration);
      if (other) duplicates.push({ basePath, by: mayHaveIt ? other.declaredBy : declaredBy });
    }
    this.#leftOut = {
      duplicates: duplicates.map((each) => ({ ...each, first: merged.get(each.basePath)!.declaredBy })),
      refused: Math.max(0, merged.size - maximum),
    };
    return merged.size > maximum ? this.#withinMaximum(merged) : merged;
  }

  *#declarations(): Generator<Declaration> {
    for (const [origin, declared] of this.#declared) {
      for (const [declarer, exposures] of declared) {
        const declaredBy = declarer === '' ? origin : `${origin}/${declarer}`;
        for (const { basePath, zone, blocks } of exposures)
          yield { basePath, declaredBy, ...(zone !== undefined && { zone }), ...(blocks && { blocks }) };
      }
    }
  }

  /** Known base paths stay: a file name that sorts first never pushes out the base path of another. */
  #withinMaximum(merged: ReadonlyMap<BasePath, Declaration>): ReadonlyMap<BasePath, Declaration> {
    const all = [...merged];
    const isIn = ([basePath]: readonly [BasePath, Declaration]): boolean => this.#current.declarations.has(basePath);
    const kept = [...all.filter(isIn), ...all.filter((each) => !isIn(each))];
    return new Map(kept.slice(0, this.options.maximum));
  }
}

/** What did not change is the same object, so comparing the objects is enough. */
function same(a: ReadonlyMap<BasePath, Declaration>, b: ReadonlyMap<BasePath, Declaration>): boolean {
  if (a.size !== b.size) return false;
  for (const [basePath, one] of a) if (b.get(basePath) !== one) return false;
  return true;
}

function sameDeclaration(one: Declaration, other: Declaration): boolean {
  return one.declaredBy === other.declaredBy && one.zone === other.zone && sameBlocks(one.blocks, other.blocks);
}
