import type { BasePath } from './base-path.js';
import type { Declaration } from './catalogue.js';
import type { Declared } from './declaration-sink.js';
import { sameBlocks, type Exposure } from './exposure.js';

/** Base paths of one step: a millisecond or two. */
const A_STEP = 512;

type Declarations = ReadonlyMap<BasePath, Declaration>;

/** What the newest merge had to leave out. */
export interface LeftOut {
  /** Declared once more by another declarer: kept with the one that declared it first, and still does. */
  readonly duplicates: readonly { readonly basePath: BasePath; readonly by: string; readonly first: string }[];
  /** Beyond the maximum. */
  readonly refused: number;
}

/** What all origins declare together. */
export interface Merged {
  readonly declarations: Declarations;
  readonly leftOut: LeftOut;
  /** Whether it differs from what was in force. */
  readonly isNew: boolean;
}

/**
 * Merges what the origins declare, in steps: the one place that decides who gets a base path. A declarer keeps it for
 * as long as it declares it; of several that come at the same time, the first origin gets it, and within an origin the
 * first by name. An origin that gives way keeps what no other asks more of. A declaration that did not change is the same
 * object as in `current`.
 */
export function* merging(
  origins: Iterable<readonly [name: string, declared: Declared]>,
  current: Declarations,
  { maximum, givingWay }: { readonly maximum: number; readonly givingWay: ReadonlySet<string> },
): Generator<void, Merged> {
  const merge = new Merge(current, givingWay);
  let seen = 0;
  for (const [declaredBy, exposures] of declarers(origins)) {
    for (const exposure of exposures) {
      merge.add(exposure, declaredBy);
      if (++seen % A_STEP === 0) yield;
    }
  }
  const { merged, duplicates } = merge;
  const declarations = merged.size > maximum ? yield* within(maximum, merged, current) : merged;
  const leftOut = { duplicates, refused: merged.size - declarations.size };
  return { declarations, leftOut, isNew: !(yield* same(declarations, current)) };
}

function* declarers(origins: Parameters<typeof merging>[0]): Generator<[declaredBy: string, readonly Exposure[]]> {
  for (const [origin, declared] of origins)
    for (const [declarer, exposures] of declared) yield [declarer === '' ? origin : `${origin}/${declarer}`, exposures];
}

class Merge {
  readonly merged = new Map<BasePath, Declaration>();
  readonly #twice: { basePath: BasePath; by: string }[] = [];

  constructor(
    private readonly current: Declarations,
    private readonly givingWay: ReadonlySet<string>,
  ) {}

  add(exposure: Exposure, declaredBy: string): void {
    const { basePath } = exposure;
    const other = this.merged.get(basePath);
    const owner = this.current.get(basePath);
    const isFree = !other || (exposure.blocks !== undefined && this.givingWay.has(other.declaredBy));
    const mayHaveIt = isFree || owner?.declaredBy === declaredBy;
    if (mayHaveIt) this.merged.set(basePath, declarationOf(exposure, declaredBy, owner));
    if (!isFree) this.#twice.push({ basePath, by: mayHaveIt ? other.declaredBy : declaredBy });
  }

  get duplicates(): LeftOut['duplicates'] {
    return this.#twice.map((each) => ({ ...each, first: this.merged.get(each.basePath)!.declaredBy }));
  }
}

/** What did not change is the same object, so comparing objects is enough later. */
function declarationOf({ basePath, zone, blocks }: Exposure, declaredBy: string, owner?: Declaration): Declaration {
  const isSame = owner?.declaredBy === declaredBy && owner.zone === zone && sameBlocks(owner.blocks, blocks);
  if (isSame) return owner;
  return { basePath, declaredBy, ...(zone !== undefined && { zone }), ...(blocks && { blocks }) };
}

/** Known base paths stay: a file name that sorts first never pushes out the base path of another. */
function* within(maximum: number, merged: Declarations, current: Declarations): Generator<void, Declarations> {
  const kept = new Map<BasePath, Declaration>();
  let seen = 0;
  for (const isIn of [true, false]) {
    for (const [basePath, declaration] of merged) {
      if (++seen % A_STEP === 0) yield;
      if (kept.size < maximum && current.has(basePath) === isIn) kept.set(basePath, declaration);
    }
  }
  return kept;
}

function* same(one: Declarations, other: Declarations): Generator<void, boolean> {
  if (one.size !== other.size) return false;
  let seen = 0;
  for (const [basePath, declaration] of one) {
    if (other.get(basePath) !== declaration) return false;
    if (++seen % A_STEP === 0) yield;
  }
  return true;
}
