import { parseBasePath, type BasePath } from '../../catalogue/base-path.js';
import type { CatalogueVersion } from '../../catalogue/catalogue.js';
import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { MappingSettings } from './dialect.settings.js';
import type { BasePathLabel, Labels } from './dialect.js';
import { readPath } from './native-path.js';
import { shownName } from './shown-name.js';

/** Longer label values lead nowhere: no route is named like that. */
const MAX_LABEL_LENGTH = 512;
/** Native paths that are remembered; beyond, all are forgotten and worked out anew. */
const MAX_REMEMBERED = 262_144;

/** Base paths indexed in one turn of the event loop: about a millisecond. */
const AT_A_TURN = 1_024;
const NOTHING_DECLARED: CatalogueVersion['declarations'] = new Map();

/** Where the counts of a series belong. */
export type Resolution =
  | { readonly form: 'mapped'; readonly basePath: BasePath }
  /** No declared base path leads to this name: what the labels say, at most 512 characters, to be shown by `shownName`. */
  | { readonly form: 'unmapped'; readonly name: string }
  /** Several declared base paths lead to the same name: the counts belong to none of them for sure. */
  | { readonly form: 'collision'; readonly name: string; readonly basePaths: readonly BasePath[] };

type Mapped = Extract<Resolution, { form: 'mapped' }>;
/** Where a path label leads: `nothing` where it says no path, `unreadable` where it says one that cannot be read. */
type OfPath = Mapped | 'nothing' | 'unreadable';
type Claim = Mapped | { readonly form: 'collision'; readonly name: string; readonly basePaths: BasePath[] };

/**
 * Leads series to base paths, for one version of the catalogue; make a new one when that changes.
 * A listed name wins; a native path goes to the longest declared base path above it, else stands for itself;
 * a name goes to the declared base path it was made from, as it is before it is tried without prefix and suffix.
 */
export class BasePathResolver {
  readonly #listed = new Map<string, Mapped>();
  readonly #byName = new Map<string, Claim>();
  readonly #byPath = new Map<string, OfPath>();
  readonly #depths = new Set<number>();
  readonly #prefixes: readonly string[];
  readonly #suffixes: readonly string[];

  /** Likewise, with a turn of the event loop after each thousand base paths. */
  static async inTurns(catalogue: CatalogueVersion, mapping: MappingSettings): Promise<BasePathResolver> {
    const resolver = new BasePathResolver({ ...catalogue, declarations: NOTHING_DECLARED }, mapping);
    resolver.catalogue = catalogue;
    let declared = 0;
    for (const basePath of catalogue.declarations.keys()) {
      resolver.#declare(basePath);
      if (++declared % AT_A_TURN === 0) await yieldToEventLoop();
    }
    return resolver;
  }

  constructor(
    private catalogue: CatalogueVersion,
    mapping: MappingSettings,
  ) {
    this.#prefixes = longestFirst(mapping.stripPrefixes);
    this.#suffixes = longestFirst(mapping.stripSuffixes);
    for (const [name, listed] of mapping.names) {
      const basePath = parseBasePath(listed);
      if (basePath) this.#listed.set(name, { form: 'mapped', basePath });
    }
    for (const basePath of catalogue.declarations.keys()) this.#declare(basePath);
  }

  /** The version of the catalogue it was made for. */
  get catalogueVersion(): number {
    return this.catalogue.version;
  }

  /**
   * Resolves a series by what is listed, else by the first of its base-path labels that leads anywhere. A path that cannot
   * be read leads nowhere, whatever name stands beside it: which API it is of is not known.
   */
  resolve(labels: Labels, basePathLabels: readonly BasePathLabel[]): Resolution {
    const listed = this.#listed.size > 0 && this.#resolveListed(labels, basePathLabels);
    if (listed) return listed;
    let seen = '';
    for (const { form, label } of basePathLabels) {
      const value = labels[label];
      if (!saysSomething(value)) continue;
      if (seen === '') seen = value;
      const found = this.#lead(form, value);
      if (found === 'unreadable') return { form: 'unmapped', name: value };
      if (found) return found;
    }
    return { form: 'unmapped', name: seen.length > MAX_LABEL_LENGTH ? shownName(seen) : seen };
  }

  /** Names that several declared base paths lead to and the settings do not list, whether or not a series has them. */
  collisions(): ReadonlyMap<string, readonly BasePath[]> {
    const found = new Map<string, readonly BasePath[]>();
    for (const [name, resolution] of this.#byName)
      if (resolution.form === 'collision' && !this.#listed.has(name)) found.set(name, resolution.basePaths);
    return found;
  }

  #declare(basePath: BasePath): void {
    this.#depths.add(depthOf(basePath));
    const name = routeNameOf(basePath);
    const claimed = this.#byName.get(name);
    if (claimed?.form === 'collision') claimed.basePaths.push(basePath);
    else if (claimed) this.#byName.set(name, { form: 'collision', name, basePaths: [claimed.basePath, basePath] });
    else if (name !== '') this.#byName.set(name, { form: 'mapped', basePath });
  }

  /** An entry for one namespace or host takes precedence over an entry for all. */
  #resolveListed(labels: Labels, basePathLabels: readonly BasePathLabel[]): Resolution | undefined {
    for (const { form, label, within } of basePathLabels) {
      const value = labels[label];
      if (!saysSomething(value)) continue;
      const around = within === undefined ? undefined : labels[within];
      const qualified = saysSomething(around) && (form === 'path' ? around + value : `${around}/${value}`);
      const found = (qualified && this.#listed.get(qualified)) || this.#listed.get(value);
      if (found) return found;
    }
    return undefined;
  }

  #lead(form: BasePathLabel['form'], value: string): Resolution | 'unreadable' | undefined {
    if (value.length > MAX_LABEL_LENGTH) return undefined;
    return form === 'path' ? this.#resolvePath(value) : this.#resolveName(value);
  }

  #resolvePath(value: string): Mapped | 'unreadable' | undefined {
    let found = this.#byPath.get(value);
    if (found === undefined) {
      if (this.#byPath.size >= MAX_REMEMBERED) this.#byPath.clear();
      found = this.#leadPath(value);
      this.#byPath.set(value, found);
    }
    return found === 'nothing' ? undefined : found;
  }

  #leadPath(value: string): OfPath {
    const read = readPath(value);
    if (typeof read !== 'object') return read ?? 'nothing';
    const { path, leadsTo } = read;
    if (leadsTo === 'exact')
      return this.catalogue.declarations.has(path) ? { form: 'mapped', basePath: path } : 'unreadable';
    const declared = this.#declaredAbove(path);
    if (declared === undefined && leadsTo === 'declared') return 'nothing';
    return { form: 'mapped', basePath: declared ?? path };
  }

  /** The longest declared base path that is, or contains, `path`; only depths at which any is declared are tried. */
  #declaredAbove(path: BasePath): BasePath | undefined {
    const { declarations } = this.catalogue;
    let depth = depthOf(path);
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const above = path.slice(0, end) as BasePath;
      if (this.#depths.has(depth--) && declarations.has(above)) return above;
    }
    return undefined;
  }

  #resolveName(value: string): Resolution | undefined {
    const asItIs = this.#byName.get(value.toLowerCase());
    if (asItIs || this.#prefixes.length + this.#suffixes.length === 0) return asItIs;
    const prefix = this.#prefixes.find((each) => value.startsWith(each)) ?? '';
    const suffix = this.#suffixes.find((each) => value.endsWith(each)) ?? '';
    return this.#byName.get(value.slice(prefix.length, value.length - suffix.length).toLowerCase());
  }
}

/** The route name the control plane makes of a base path: `/eni/heartbeat/v1` → `eni-heartbeat-v1`. Not reversible. */
export function routeNameOf(basePath: string): string {
  const name = basePath.toLowerCase().replaceAll(/[ _/\\]/g, '-');
  let first = 0;
  let end = name.length;
  while (name[first] === '-') first++;
  while (end > first && name[end - 1] === '-') end--;
  return name.slice(first, end);
}

/** Gateways write nothing or a dash where a label does not apply. */
function saysSomething(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== '-';
}

/** How many segments a base path has. */
function depthOf(path: BasePath): number {
  let depth = 0;
  for (let at = 0; at >= 0; at = path.indexOf('/', at + 1)) depth++;
  return depth;
}

function longestFirst(texts: readonly string[]): string[] {
  return texts.toSorted((a, b) => b.length - a.length);
}
