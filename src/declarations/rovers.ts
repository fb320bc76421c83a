import { token } from '../platform/injection/token.js';
import type { Declared, DeclarationSink, DeclarationSinks } from '../catalogue/declaration-sink.js';
import type { Exposure } from '../catalogue/exposure.js';
import type { OriginKind } from './origin-kind.js';
import type { RoverEntry } from './rover-entry.js';

export const ROVERS = token<Rovers>('Rovers');

/** One Rover, and its state among all others. */
export interface KnownRover extends RoverEntry {
  /** The catalogue's name for the declarer of its base paths. */
  readonly declaredBy: string;
  /** Another origin has a Rover of that name, so that this one is not in force. */
  readonly nameTaken: boolean;
}

/** Where an origin reports its Rovers. */
export interface RoverSink {
  /** All Rovers of the origin from now on. */
  take(rovers: readonly RoverEntry[]): void;
}

/** Who an origin of Rovers is; `title` is what it is called in sentences: `the API`. */
export type RoverOriginName = Pick<OriginKind, 'name' | 'precedence'> & { readonly title: string };

interface RoverOrigin extends RoverOriginName {
  readonly sink: DeclarationSink;
  /** As they would be without any other origin. */
  told: readonly KnownRover[];
  /** As they are with all origins. */
  known: readonly KnownRover[];
}

/**
 * All Rovers of all origins, and what they declare. A name belongs to the origin of the lowest precedence
 * that has it: a Rover of another origin under that name is shown as rejected and is not in force.
 */
export class Rovers {
  readonly #origins: RoverOrigin[] = [];
  #listed: readonly KnownRover[] | undefined;

  constructor(private readonly sinks: DeclarationSinks) {}

  /** Opened once for each origin of Rovers. */
  open(named: RoverOriginName): RoverSink {
    const { name } = named;
    const origin: RoverOrigin = { ...named, sink: this.sinks.open(name), told: [], known: [] };
    this.#origins.push(origin);
    this.#origins.sort((one, other) => one.precedence - other.precedence);
    return {
      take: (rovers) => {
        origin.told = rovers.map((each) => ({ ...each, declaredBy: `${name}/${each.declarer}`, nameTaken: false }));
        this.#settle(origin);
      },
    };
  }

  /** In order of the names; those in force first where several have one name. */
  list(): readonly KnownRover[] {
    this.#listed ??= this.#origins
      .flatMap(({ known }) => known)
      .toSorted((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
    return this.#listed;
  }

  /** The one Rover of that name that counts. */
  find(name: string): KnownRover | undefined {
    for (const { told } of this.#origins) {
      const rover = told.find((each) => each.name === name);
      if (rover) return rover;
    }
    return undefined;
  }

  /** Decides who has which name, and declares what is in force: for the changed origin and the others it affects. */
  #settle(changed: RoverOrigin): void {
    this.#listed = undefined;
    const taken = new Map<string, string>();
    this.sinks.together(() => {
      for (const origin of this.#origins) {
        const known = origin.told.map((each) => standing(each, taken.get(each.name)));
        for (const { name } of origin.told) if (!taken.has(name)) taken.set(name, origin.title);
        const affected = origin === changed || !sameStanding(known, origin.known);
        origin.known = known;
        if (affected) origin.sink.declare(inForce(known));
      }
    });
  }
}

/** `holder`: the title of the origin that has the name. */
function standing(rover: KnownRover, holder: string | undefined): KnownRover {
  if (holder === undefined) return rover;
  const message = `a Rover ${rover.name} came by ${holder}; it stays in force`;
  const problems = [{ code: 'NAME_CONFLICT', message }, ...rover.problems];
  return { ...rover, condition: 'Rejected', problems, nameTaken: true };
}

function sameStanding(one: readonly KnownRover[], other: readonly KnownRover[]): boolean {
  return one.length === other.length && one.every(({ nameTaken }, index) => nameTaken === other[index]!.nameTaken);
}

/** What the Rovers declare, by declarer. */
function inForce(rovers: readonly KnownRover[]): Declared {
  const declared = new Map<string, Exposure[]>();
  for (const { declarer, exposures, nameTaken } of rovers) {
    const known = declared.get(declarer) ?? [];
    declared.set(declarer, known);
    if (!nameTaken) known.push(...exposures);
  }
  return declared;
}
