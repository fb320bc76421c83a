import { createHash } from 'node:crypto';
import type { Exposure, RoverProblem } from '../rover-files.js';
import type { StoredRover } from './rover-store.js';
import { OWN_ROVER_YAML } from '../rover-yaml/rover-text.js';
import { readRover } from '../rover-yaml/rover-document.js';

/** A Rover that came by the API. */
export interface ApiRover extends StoredRover {
  /** A hash of the text; empty where nothing but the name is left. */
  readonly tag: string;
  readonly textBytes: number;
  /** What is in force; nothing where there are problems. */
  readonly exposures: readonly Exposure[];
  readonly problems: readonly RoverProblem[];
}

/**
 * The Rover that a kept text means. A new one is read from its text too, so that what is in force is what will be after
 * the next start. A later Heartbeat may find wrong what an earlier one took.
 */
export function apiRoverOf(stored: StoredRover): ApiRover {
  const bytes = Buffer.from(stored.text);
  const rover = readRover(bytes, OWN_ROVER_YAML);
  const read = rover.ok ? { exposures: rover.exposures, problems: [] } : { exposures: [], problems: rover.problems };
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { ...stored, tag, textBytes: bytes.length, ...read };
}

/** Stands for a Rover of which nothing but its name is left. */
export function damagedRover(name: string, nowMs: number): ApiRover {
  const message = 'what was kept is damaged: it lies beside the others as NAME.yaml.damaged; PUT it again';
  const nothing = { text: '', textBytes: 0, tag: '', exposures: [], by: '' };
  return { name, ...nothing, sinceMs: nowMs, problems: [{ code: 'DAMAGED', message }] };
}
