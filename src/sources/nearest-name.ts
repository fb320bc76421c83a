import { editsBetween } from '../platform/settings/edits-between.js';
import { routeNameOf } from './dialects/base-path-resolver.js';

/** Names that are kept, and characters of each that are compared: a gateway has fewer, and names are shorter. */
const MAX_NAMES = 50_000;
const MAX_LENGTH = 128;
/** What one look-up may cost: names that are counted by the pairs of letters they share, and names compared in full. */
const MAX_COUNTED = 10_000;
const MAX_COMPARED = 16;
/** One edit for so many letters is a typing error, and never more than so many edits. */
const LETTERS_PER_EDIT = 5;
const MOST_EDITS = 3;
/** A shorter name is part of many others by chance. */
const LEAST_PART = 6;

/** A name that is nearly another one. */
export interface NearestName {
  /** As it was given. */
  readonly name: string;
  /** Letters to add, drop, change or swap, the ones before and behind aside where one name is part of the other. */
  readonly edits: number;
  /** Whether one of the two has more before or behind. */
  readonly isPart: boolean;
  /** Whether the two differ in numbers only, as two versions of an API do. */
  readonly isOtherNumber: boolean;
}

/**
 * Names, to find the one that is nearly a given one. The pairs of letters that names share tell which are worth comparing,
 * rare pairs first, so that a look-up among thousands of names compares a few.
 */
export class NearestNames {
  readonly #given: string[] = [];
  readonly #plain: string[] = [];
  readonly #byPair = new Map<string, number[]>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      if (this.#given.length >= MAX_NAMES) break;
      const plain = routeNameOf(name.slice(0, MAX_LENGTH));
      const number = this.#given.push(name) - 1;
      this.#plain.push(plain);
      for (const pair of pairsOf(plain)) {
        const having = this.#byPair.get(pair);
        if (having) having.push(number);
        else this.#byPair.set(pair, [number]);
      }
    }
  }

  /** The name that is nearest to a base path or a name, if any is near. */
  nearestTo(basePathOrName: string): NearestName | undefined {
    const wanted = routeNameOf(basePathOrName.slice(0, MAX_LENGTH));
    let best: NearestName | undefined;
    for (const number of this.#worthComparing(wanted)) {
      const found = likeness(wanted, this.#plain[number]!, this.#given[number]!);
      if (found && (!best || rankOf(found) < rankOf(best))) best = found;
    }
    return best;
  }

  /** The names that share most pairs of letters. */
  #worthComparing(wanted: string): readonly number[] {
    const lists = Array.from(pairsOf(wanted), (pair) => this.#byPair.get(pair) ?? []);
    const shared = new Map<number, number>();
    let left = MAX_COUNTED;
    for (const list of lists.toSorted((one, other) => one.length - other.length)) {
      for (const number of list.slice(0, left)) shared.set(number, (shared.get(number) ?? 0) + 1);
      left -= list.length;
      if (left <= 0) break;
    }
    // Of names that share as many, those of a like length.
    const weight = (number: number, pairs: number): number =>
      pairs - Math.abs(this.#plain[number]!.length - wanted.length) / (2 * MAX_LENGTH);
    return most(shared, weight);
  }
}

/** The names of most weight, a few of many: to sort them all would cost more than to compare these. */
function most(shared: ReadonlyMap<number, number>, weight: (number: number, pairs: number) => number): number[] {
  const kept: { number: number; weight: number }[] = [];
  for (const [number, pairs] of shared) {
    const own = weight(number, pairs);
    if (kept.length === MAX_COMPARED && own <= kept.at(-1)!.weight) continue;
    const at = kept.findLastIndex((each) => each.weight >= own) + 1;
    kept.splice(at, 0, { number, weight: own });
    if (kept.length > MAX_COMPARED) kept.pop();
  }
  return kept.map(({ number }) => number);
}

function pairsOf(name: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 2 <= name.length; at++) pairs.add(name.slice(at, at + 2));
  return pairs;
}

/** Another version of an API is named only where no name is nearer otherwise. */
function rankOf({ edits, isPart, isOtherNumber }: NearestName): number {
  return edits + (isPart ? 0.5 : 0) + (isOtherNumber ? 10 : 0);
}

function likeness(wanted: string, plain: string, name: string): NearestName | undefined {
  const isOtherNumber = wanted !== plain && withoutNumbers(wanted) === withoutNumbers(plain);
  const whole = editsBetween(wanted, plain);
  if (whole <= mostEdits(Math.max(wanted.length, plain.length)) || isOtherNumber)
    return { name, edits: whole, isPart: false, isOtherNumber };
  const [part, all] = wanted.length < plain.length ? [wanted, plain] : [plain, wanted];
  if (part.length < LEAST_PART) return undefined;
  const edits = editsBetween(part, all, { within: true });
  return edits <= mostEdits(part.length) ? { name, edits, isPart: true, isOtherNumber } : undefined;
}

function mostEdits(length: number): number {
  return Math.min(MOST_EDITS, Math.max(1, Math.floor(length / LETTERS_PER_EDIT)));
}

function withoutNumbers(name: string): string {
  return name.replaceAll(/\d+/g, '0');
}
