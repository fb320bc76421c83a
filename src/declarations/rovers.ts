import { token } from '../platform/injection/token.js';
import type { Declared, DeclarationSinks } from '../catalogue/declaration-sink.js';
import type { Exposure } from '../catalogue/exposure.js';
import type { OriginKind } from './origin-kind.js';
import type { RoverEntry } from './rover-entry.js';

export const ROVERS = token<Rovers>('Rovers');

/** One Rover, and what the catalogue calls the declarer of its base paths. */
export interface KnownRover extends RoverEntry {
  readonly declaredBy: string;
}

/** Where an origin reports its Rovers. */
export interface RoverSink {
  /** All Rovers of the origin from now on. Resolves once what they declare is in force. */
  take(rovers: readonly RoverEntry[]): Promise<void>;
}

/** Who an origin of Rovers is. */
export type RoverOriginName = Pick<OriginKind, 'name' | 'precedence'>;

interface RoverOrigin extends RoverOriginName {
  known: readonly KnownRover[];
}

/**
 * All Rovers of all origins, and what they declare. A name gives no authority: Rovers of several origins, of different
 * teams perhaps, may have the same one, and the catalogue decides base path by base path.
 */
export class Rovers {
  readonly #origins: RoverOrigin[] = [];
  #listed: readonly KnownRover[] | undefined;

  constructor(private readonly sinks: DeclarationSinks) {}

  /** Opened once for each origin of Rovers. */
  open({ name, precedence }: RoverOriginName): RoverSink {
    const sink = this.sinks.open(name);
    const origin: RoverOrigin = { name, precedence, known: [] };
    this.#origins.push(origin);
    this.#origins.sort((one, other) => one.precedence - other.precedence);
    return {
      take: async (rovers) => {
        await sink.declare(byDeclarer(rovers));
        origin.known = rovers.map((each) => ({ ...each, declaredBy: `${name}/${each.declarer}` }));
        this.#listed = undefined;
      },
    };
  }

  /** In order of the names; of several that have one name, that of the origin with the lowest precedence first. */
  list(): readonly KnownRover[] {
    this.#listed ??= this.#origins
      .flatMap(({ known }) => known)
      .toSorted((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
    return this.#listed;
  }

  /** The first of that name. */
  find(name: string): KnownRover | undefined {
    for (const { known } of this.#origins) {
      const rover = known.find((each) => each.name === name);
      if (rover) return rover;
    }
    return undefined;
  }
}

/** What the Rovers declare: a file with several is one declarer. */
function byDeclarer(rovers: readonly RoverEntry[]): Declared {
  const declared = new Map<string, Exposure[]>();
  for (const { declarer, exposures } of rovers) {
    const known = declared.get(declarer);
    if (known) known.push(...exposures);
    else declared.set(declarer, [...exposures]);
  }
  return declared;
}
