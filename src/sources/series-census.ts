import type { BasePath } from '../catalogue/base-path.js';
import type { CatalogueVersion } from '../catalogue/catalogue.js';
import type { Finding } from '../platform/health/finding.js';
import type { Resolution } from './dialects/base-path-resolver.js';
import { NearestNames, type NearestName } from './nearest-name.js';
import { shownName } from './dialects/shown-name.js';

/** Base paths that are named; of the others it is said how many they are. */
const MOST_NAMED = 20;
/** Base paths that a finding lists for programs. */
const MOST_LISTED = 1_000;
/** Base paths for which a name is looked for: more of them have no series for another reason than a typing error. */
const MOST_LOOKED_UP = 2_000;

/**
 * Which base paths the series of all sources lead to, and which names lead to none: a base path that one source lacks may
 * be another one's, so that what is missing is told of all of them together.
 */
export class SeriesCensus {
  readonly #unread = new Set<string>();
  readonly #seen = new Set<BasePath>();
  /** Names that belong to no declared base path, each with the source that has it. */
  readonly #strangers = new Map<string, string>();
  #isAnyRead = false;

  /** A source is about to be read. Until `read` it is one that could not be. */
  begin(source: string): void {
    this.#unread.add(source);
  }

  /** Takes note of where the series of a source lead. */
  read(source: string, resolutions: Iterable<Resolution>, { declarations }: CatalogueVersion): void {
    this.#unread.delete(source);
    this.#isAnyRead = true;
    for (const resolution of resolutions) {
      // A name that several claim is told of by itself.
      if (resolution.form === 'collision') for (const basePath of resolution.basePaths) this.#seen.add(basePath);
      else if (resolution.form === 'mapped' && declarations.has(resolution.basePath))
        this.#seen.add(resolution.basePath);
      else this.#strangers.set(resolution.form === 'mapped' ? resolution.basePath : resolution.name, source);
    }
  }

  /** The declared base paths without series; empty where no source could be read, which is told of each. */
  findings({ declarations }: CatalogueVersion): Finding[] {
    if (!this.#isAnyRead) return [];
    const missing = [...declarations.keys()].filter((basePath) => !this.#seen.has(basePath));
    const text = `${declarations.size - missing.length} of ${declarations.size} declared base paths have series`;
    const read: Finding = { level: 'ok', text: this.#unread.size === 0 ? text : `${text} in what could be read` };
    const { near, far } = this.#withNames(missing);
    const named = near.slice(0, MOST_NAMED).map(([basePath, name]) => this.#nearFinding(basePath, name));
    const more = near.slice(MOST_NAMED).map(([basePath]) => basePath);
    return [read, ...named, ...moreFindings(more), ...this.#farFindings(far, MOST_NAMED - named.length)];
  }

  /** The base paths that have a name which is nearly theirs, and those that have none. */
  #withNames(missing: readonly BasePath[]): { near: (readonly [BasePath, NearestName])[]; far: BasePath[] } {
    const names = new NearestNames(this.#strangers.keys());
    const near: (readonly [BasePath, NearestName])[] = [];
    const far: BasePath[] = [];
    for (const [index, basePath] of missing.entries()) {
      const name = index < MOST_LOOKED_UP ? names.nearestTo(basePath) : undefined;
      if (name) near.push([basePath, name]);
      else far.push(basePath);
    }
    return { near, far };
  }

  #nearFinding(basePath: BasePath, { name, edits, isPart, isOtherNumber }: NearestName): Finding {
    const shown = shownName(name);
    const text = `${basePath} has no series; ${this.#strangers.get(name)} has ${shown}, which belongs to no declared base path`;
    const list = `list it at the source as mapping.names: { ${JSON.stringify(shown)}: ${basePath} }`;
    const about = { ...UNSEEN, basePaths: [basePath], text } as const;
    if (isOtherNumber)
      return {
        ...about,
        level: 'warning',
        remedy: `they differ in numbers only: declare the version that is served, or, if ${shown} is this API, ${list}`,
      };
    const remedy =
      isPart && edits === 0
        ? `if it is this API, cut what it has more by mapping.stripPrefixes and stripSuffixes, or ${list}`
        : `if one of the two is a typing error, correct it; if both are right and it is this API, ${list}`;
    return { ...about, level: 'problem', remedy };
  }

  #farFindings(basePaths: readonly BasePath[], most: number): Finding[] {
    if (basePaths.length === 0) return [];
    const unread = [...this.#unread].join(', ');
    const others = unread === '' ? '' : `; ${unread} could not be read, and may have them`;
    const text = `${counted(basePaths)} no series, and no name that is nearly theirs${which(basePaths, most)}${others}`;
    const remedy =
      'call them once and look again: most gateways count an API from its first request on; if they are called, compare them with the names that are listed as belonging to no declared base path';
    return [{ ...UNSEEN, level: 'warning', text, remedy, basePaths: basePaths.slice(0, MOST_LISTED) }];
  }
}

const UNSEEN = { code: 'base-path-without-series' } as const;

function moreFindings(basePaths: readonly BasePath[]): Finding[] {
  if (basePaths.length === 0) return [];
  const text = `${counted(basePaths)} no series, and a name that is nearly theirs, besides`;
  const remedy = 'correct the ones above, and look again';
  return [{ ...UNSEEN, level: 'problem', text, remedy, basePaths: basePaths.slice(0, MOST_LISTED) }];
}

function counted({ length }: readonly BasePath[]): string {
  return length === 1 ? '1 base path has' : `${length} base paths have`;
}

function which(basePaths: readonly BasePath[], most: number): string {
  if (most === 0) return '';
  const more = basePaths.length - most;
  return `: ${basePaths.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
