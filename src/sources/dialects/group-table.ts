import type { BasePath } from '../../catalogue/base-path.js';
import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { BasePathResolver, Resolution } from './base-path-resolver.js';
import { keyLabelsOf, type Labels, type RequestCounter } from './dialect.js';

/** Groups that are led to base paths before the event loop gets its turn. */
const AT_A_TURN = 4_096;

/** Series of one counter whose labels lead to the same base path, wherever that is. */
interface Group {
  readonly counter: RequestCounter;
  /** The labels that lead to the base path. */
  readonly labels: Labels;
}

/**
 * Numbers for the groups of series of a source, and where each leads under the newest version of the catalogue. A group
 * has its number for as long as the source lives, whether or not it leads anywhere.
 */
export class GroupTable {
  readonly #numbers = new Map<string, number>();
  readonly #groups: Group[] = [];
  #resolutions: (Resolution | undefined)[] = [];

  constructor(
    private resolver: BasePathResolver,
    private readonly maximum: number,
  ) {}

  /** The number of the group of a series; undefined when there are too many groups. */
  number(counter: RequestCounter, labels: Labels): number | undefined {
    const names = keyLabelsOf(counter);
    const key = [counter.metric, ...names.map((name) => labels[name] ?? '')].join('\0');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#groups.length >= this.maximum) return undefined;
    const number = this.#groups.length;
    this.#numbers.set(key, number);
    this.#groups.push({ counter, labels: Object.fromEntries(names.map((name) => [name, labels[name]])) });
    return number;
  }

  /** Where a group leads. */
  resolution(group: number): Resolution {
    const { counter, labels } = this.#groups[group]!;
    return (this.#resolutions[group] ??= this.resolver.resolve(labels, counter.basePath));
  }

  /** The base path that a group leads to, if it leads to one. */
  readonly basePathOf = (group: number): BasePath | undefined => {
    const resolution = this.resolution(group);
    return resolution.form === 'mapped' ? resolution.basePath : undefined;
  };

  /** Whether the labels of a group say that the gateway does not know where its requests belonged, and nobody claims it. */
  readonly isUnattributed = (group: number): boolean => {
    const { counter, labels } = this.#groups[group]!;
    const { unattributedWhere } = counter;
    return (
      unattributedWhere !== undefined &&
      labels[unattributedWhere.label] === unattributedWhere.value &&
      !this.basePathOf(group)
    );
  };

  /** Where each group leads. */
  *resolutions(): Generator<Resolution> {
    for (let group = 0; group < this.#groups.length; group++) yield this.resolution(group);
  }

  /** Leads every group anew, a few thousand at a turn of the event loop. */
  async lead(resolver: BasePathResolver): Promise<void> {
    const resolutions: Resolution[] = [];
    for (let group = 0; group < this.#groups.length; group++) {
      if (group % AT_A_TURN === AT_A_TURN - 1) await yieldToEventLoop();
      const { counter, labels } = this.#groups[group]!;
      resolutions.push(resolver.resolve(labels, counter.basePath));
    }
    this.resolver = resolver;
    this.#resolutions = resolutions;
  }

  /** The version of the catalogue that the groups are led by. */
  get catalogueVersion(): number {
    return this.resolver.catalogueVersion;
  }

  /** The resolver that the groups are led by. */
  get leadBy(): BasePathResolver {
    return this.resolver;
  }

  /** The counter of a group. */
  counter(group: number): RequestCounter {
    return this.#groups[group]!.counter;
  }

  /** What the labels of a group say. */
  labels(group: number): Labels {
    return this.#groups[group]!.labels;
  }

  get size(): number {
    return this.#groups.length;
  }
}
