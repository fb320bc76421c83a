import { inTurns } from '../platform/clock/in-turns.js';
import type { Catalogue, CatalogueVersion } from './catalogue.js';
import type { Declared, DeclarationSink, DeclarationSinks } from './declaration-sink.js';
import { merging, type LeftOut, type Merged } from './merging.js';

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
 * Merges what all origins declare into versions of the catalogue, one merge after another. That of a few hundred base
 * paths is done at once; that of more takes turns with the event loop, and the version before is in force until its end.
 */
export class LiveCatalogue implements Catalogue, DeclarationSinks {
  readonly #listeners = new Set<(version: CatalogueVersion) => void>();
  readonly #declared: Map<string, Declared>;
  /** Origins that give way to all others. */
  readonly #givingWay = new Set<string>();
  #current: CatalogueVersion = { version: 0, declarations: new Map() };
  #leftOut: LeftOut = { duplicates: [], refused: 0 };
  /** The merge that is under way. */
  #merge: Promise<void> | undefined;
  /** The one after it, for what was declared meanwhile. */
  #nextMerge: Promise<void> | undefined;

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

  open(origin: string, { givesWay }: { readonly givesWay: boolean } = { givesWay: false }): DeclarationSink {
    if (givesWay) this.#givingWay.add(origin);
    return {
      declare: async (declared) => {
        this.#declared.set(origin, declared);
        await this.#update();
      },
    };
  }

  get leftOut(): LeftOut {
    return this.#leftOut;
  }

  #update(): Promise<void> {
    if (!this.#merge) return this.#begin();
    const begin = (): Promise<void> => {
      this.#nextMerge = undefined;
      return this.#begin();
    };
    this.#nextMerge ??= this.#merge.then(begin, begin);
    return this.#nextMerge;
  }

  #begin(): Promise<void> {
    const rule = { maximum: this.options.maximum, givingWay: this.#givingWay };
    const steps = merging([...this.#declared], this.#current.declarations, rule);
    const first = steps.next();
    if (first.done === true) {
      this.#take(first.value);
      return Promise.resolve();
    }
    this.#merge = this.#end(steps);
    return this.#merge;
  }

  async #end(steps: Generator<void, Merged>): Promise<void> {
    const merged = await inTurns(steps);
    this.#merge = undefined;
    this.#take(merged);
  }

  /** Takes over what was merged; a new version only if something differs. */
  #take({ declarations, leftOut, isNew }: Merged): void {
    const changed = isNew || this.#current.version === 0;
    this.#leftOut = leftOut;
    if (changed) this.#current = { version: this.#current.version + 1, declarations };
    this.options.merged?.(this);
    if (changed) for (const listener of this.#listeners) listener(this.#current);
  }
}
