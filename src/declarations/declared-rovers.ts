import type { ApiRover } from './rover-api/api-rover.js';
import type { LiveCatalogue } from '../catalogue/live-catalogue.js';
import type { Exposure, RoverCondition, RoverFileState, RoverFilesState, RoverProblem } from './rover-files.js';

export const DECLARED_ROVERS = Symbol('DeclaredRovers');

/** One Rover, wherever it came from, and how it stands. */
export interface RoverEntry {
  readonly name: string;
  readonly origin: 'file' | 'api';
  /** Relative to the Rover directory. */
  readonly file?: string;
  readonly condition: RoverCondition;
  readonly sinceMs: number;
  readonly problems: readonly RoverProblem[];
  readonly exposures: readonly Exposure[];
  /** By this the catalogue names who declares a base path. */
  readonly declaredBy: string;
  /** A Rover of that name came by the API, so that this one is not in force. */
  readonly nameTaken: boolean;
}

/**
 * All Rovers: those of the directory and those that came by the API; puts together what they declare. A name belongs to
 * one of both: PUT refuses that of a file, and a file that comes later with a name of the API is not taken over.
 */
export class DeclaredRovers {
  #files: RoverFilesState = { files: new Map() };
  /** As they would be without the API. */
  #fileEntries: readonly RoverEntry[] = [];
  #api: ReadonlyMap<string, ApiRover> = new Map();
  #entries: readonly RoverEntry[] | undefined;

  constructor(
    readonly catalogue: LiveCatalogue,
    /** Hears of each change. */
    private readonly changed: (rovers: DeclaredRovers) => void,
  ) {}

  takeFiles(files: RoverFilesState): void {
    this.#files = files;
    this.#fileEntries = [...files.files].flatMap(([file, state]) => entriesOfFile(file, state));
    this.#apply();
  }

  takeApi(rovers: ReadonlyMap<string, ApiRover>): void {
    this.#api = rovers;
    this.#apply();
  }

  /** How the directory stands. */
  get files(): RoverFilesState {
    return this.#files;
  }

  /** Those that came by the API, by name. */
  get api(): ReadonlyMap<string, ApiRover> {
    return this.#api;
  }

  /** In order of the names; those of the API first where several have one name. */
  entries(): readonly RoverEntry[] {
    this.#entries ??= [...this.#api.values()]
      .map(entryOfApi)
      .concat(this.#fileEntries.map((each) => (this.#api.has(each.name) ? withNameTaken(each) : each)))
      .toSorted((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
    return this.#entries;
  }

  /** The one Rover of that name that counts. */
  entry(name: string): RoverEntry | undefined {
    const rover = this.#api.get(name);
    return rover ? entryOfApi(rover) : this.#fileEntries.find((each) => each.name === name);
  }

  #apply(): void {
    this.#entries = undefined;
    const files = [...this.#files.files].map(([file, { exposures }]) => {
      const inForce = exposures.filter((each) => !this.#api.has(nameOf(file, each)));
      return [file, inForce.length === exposures.length ? exposures : inForce] as const;
    });
    const api = [...this.#api].map(([name, { exposures }]) => [name, exposures] as const);
    this.catalogue.update(new Map(files), new Map(api));
    this.changed(this);
  }
}

function entriesOfFile(file: string, state: RoverFileState): RoverEntry[] {
  const byName = new Map<string, Exposure[]>(state.exposures.length === 0 ? [[stemOf(file), []]] : []);
  for (const exposure of state.exposures) {
    const name = nameOf(file, exposure);
    const exposures = byName.get(name);
    if (exposures) exposures.push(exposure);
    else byName.set(name, [exposure]);
  }
  const { condition, sinceMs, problems } = state;
  const shared = { origin: 'file', file, condition, sinceMs, problems, declaredBy: `rovers/${file}` } as const;
  return [...byName].map(([name, exposures]) => ({ ...shared, name, exposures, nameTaken: false }));
}

function withNameTaken(entry: RoverEntry): RoverEntry {
  const message = `a Rover ${entry.name} came by the API; it stays in force`;
  const problems = [{ code: 'NAME_CONFLICT', message }, ...entry.problems];
  return { ...entry, condition: 'Rejected', problems, nameTaken: true };
}

function entryOfApi({ name, sinceMs, problems, exposures }: ApiRover): RoverEntry {
  const condition = problems.length === 0 ? 'Accepted' : 'Rejected';
  const declaredBy = `api/${name}`;
  return { name, origin: 'api', condition, sinceMs, problems, exposures, declaredBy, nameTaken: false };
}

/** What a Rover calls itself, else what its file is called. */
function nameOf(file: string, { rover }: Exposure): string {
  return rover ?? stemOf(file);
}

function stemOf(file: string): string {
  return file.replace(/\.ya?ml$/, '');
}
