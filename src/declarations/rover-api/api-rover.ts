import { tagOf } from '../../platform/http/entity-tag.js';
import type { RoverEntry, RoverExposure, RoverProblem } from '../rover-entry.js';
import { OWN_ROVER_YAML } from '../rover-yaml/rover-text.js';
import type { RoverYaml } from '../rover-yaml/rover-yaml.js';
import type { StoredRover } from './rover-store.js';

/** A Rover that came by the API. */
export interface ApiRover extends StoredRover {
  /** A hash of the text; empty where nothing but the name is left. */
  readonly tag: string;
  readonly textBytes: number;
  /** What is in force; nothing where there are problems. */
  readonly exposures: readonly RoverExposure[];
  readonly problems: readonly RoverProblem[];
}

/** The Rover of a text that was written from these exposures. */
export function apiRoverOf(stored: StoredRover, exposures: readonly RoverExposure[]): ApiRover {
  return { ...stored, ...measuresOf(stored), exposures, problems: [] };
}

/** The Rover that a kept text means. A later Heartbeat may find wrong what an earlier one took. */
export async function keptRover(stored: StoredRover, yaml: RoverYaml): Promise<ApiRover> {
  const rover = await yaml.readInTurns(Buffer.from(stored.text), OWN_ROVER_YAML);
  const read = rover.ok ? { exposures: rover.exposures, problems: [] } : { exposures: [], problems: rover.problems };
  return { ...stored, ...measuresOf(stored), ...read };
}

function measuresOf({ text }: StoredRover): Pick<ApiRover, 'tag' | 'textBytes'> {
  const bytes = Buffer.from(text);
  return { tag: tagOf(bytes), textBytes: bytes.length };
}

/** Stands for a Rover of which nothing but its name is left. */
export function damagedRover(name: string, nowMs: number): ApiRover {
  const message = 'what was kept is damaged: it lies beside the others as NAME.yaml.damaged; PUT it again';
  const nothing = { text: '', textBytes: 0, tag: '', exposures: [], by: '' };
  return { name, ...nothing, sinceMs: nowMs, problems: [{ code: 'DAMAGED', message }] };
}

/** As it stands among all Rovers. */
export function entryOf({ name, sinceMs, problems, exposures }: ApiRover): RoverEntry {
  const condition = problems.length === 0 ? 'Accepted' : 'Rejected';
  return { name, origin: 'api', declarer: name, condition, sinceMs, problems, exposures };
}
