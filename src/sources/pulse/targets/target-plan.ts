import type { BasePath } from '../../../catalogue/base-path.js';
import type { CatalogueVersion, Declaration } from '../../../catalogue/catalogue.js';
import { yieldToEventLoop } from '../../../platform/clock/yield-to-event-loop.js';
import { pulseOf } from '../pulse-declaration.js';
import type { Compiled, Refusal, Target } from '../target.js';

/** Declarations looked at before the event loop gets its turn. */
const AT_A_TIME = 500;

/** Makes a target of a declaration; undefined where none is asked for. */
export interface DeclarationCompiler {
  compile(declaration: Declaration): Compiled | undefined;
}

/** What has to change so that the targets are those of a new version of the catalogue. */
export interface PlanChange {
  /** New, or to be asked in another way than before. */
  readonly entering: readonly Target[];
  /** No longer asked for, or to be asked in another way. */
  readonly leaving: readonly BasePath[];
  /** Exposures that ask for probes and get none. */
  readonly refusals: readonly Refusal[];
}

interface Entry {
  readonly declaration: Declaration;
  readonly compiled: Compiled;
}

/** The targets of a version of the catalogue. A new version is worked out as a whole before anything changes. */
export class TargetPlan {
  #entries: ReadonlyMap<BasePath, Entry> = new Map();
  #version: number | undefined;

  constructor(private readonly compiler: DeclarationCompiler) {}

  /** Undefined before the first. */
  get version(): number | undefined {
    return this.#version;
  }

  /** What was made of a declaration that is in force; undefined for any other. */
  known(declaration: Declaration): Compiled | undefined {
    const entry = this.#entries.get(declaration.basePath);
    const pulse = entry && pulseOf(entry.declaration);
    const same = pulse === pulseOf(declaration) && entry?.declaration.zone === declaration.zone;
    return same ? entry?.compiled : undefined;
  }

  /** The way from the version before to `next`, in slices; what did not change is in neither list. */
  async advance(next: CatalogueVersion): Promise<PlanChange> {
    const entries = new Map<BasePath, Entry>();
    let looked = 0;
    for (const declaration of next.declarations.values()) {
      const entry = this.#entryOf(declaration);
      if (entry) entries.set(declaration.basePath, entry);
      if (++looked % AT_A_TIME === 0) await yieldToEventLoop();
    }
    const before = this.#entries;
    this.#entries = entries;
    this.#version = next.version;
    return changeBetween(before, entries);
  }

  #entryOf(declaration: Declaration): Entry | undefined {
    if (!pulseOf(declaration)) return undefined;
    const before = this.#entries.get(declaration.basePath);
    if (before?.declaration === declaration) return before;
    const compiled = this.compiler.compile(declaration);
    return compiled && { declaration, compiled };
  }
}

function changeBetween(before: ReadonlyMap<BasePath, Entry>, after: ReadonlyMap<BasePath, Entry>): PlanChange {
  const changed = (basePath: BasePath): boolean =>
    targetOf(before.get(basePath))?.fingerprint !== targetOf(after.get(basePath))?.fingerprint;
  return {
    leaving: [...before.keys()].filter((each) => targetOf(before.get(each)) && changed(each)),
    entering: [...after.values()].flatMap((each) => {
      const target = targetOf(each);
      return target && changed(target.basePath) ? [target] : [];
    }),
    refusals: [...after.values()].flatMap(({ compiled }) => (compiled.ok ? [] : [compiled.refusal])),
  };
}

function targetOf(entry: Entry | undefined): Target | undefined {
  return entry?.compiled.ok ? entry.compiled.target : undefined;
}
