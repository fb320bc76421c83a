import { FOREIGN_YAML, type YamlLimits } from '../../platform/yaml/yaml-limits.js';
import type { RoverExposure, RoverProblem } from '../rover-entry.js';
import type { RoverReading } from '../rover-yaml/rover-document.js';
import type { RoverYaml } from '../rover-yaml/rover-yaml.js';
import { invalidRover, unreadableBody } from './rover-problems.js';

const ONE_DOCUMENT: YamlLimits = { ...FOREIGN_YAML, maxDocuments: 1 };
/** The name is also that of a file, on any file system. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
const NAME_SHAPE = 'lower-case letters, digits, . _ -, at most 63, beginning and ending with a letter or digit';

/** A Rover as a client sent it: valid, and with the name in the address. */
export type SentRover = Extract<RoverReading, { readonly ok: true }> & { readonly name: string };

/** The body that was sent, and the name in the address. */
export interface SentBody {
  readonly name: string;
  readonly bytes: Buffer;
  readonly json: boolean;
}

/**
 * Reads a body like a file, but as one Rover of this name: a list may hold no other one. Throws `RefusedRequestError`
 * with all that is wrong.
 */
export async function readSentRover({ name, bytes, json }: SentBody, yaml: RoverYaml): Promise<SentRover> {
  const rover = await yaml.readInTurns(bytes, ONE_DOCUMENT);
  const unreadable = rover.ok ? [] : rover.problems.filter((each) => each.path === undefined && each.code !== 'EMPTY');
  if (json && unreadable.length > 0) throw unreadableBody(unreadable);
  if (json) requireJson(bytes);
  if (rover.rovers > 1) throw invalidRover([severalRovers(name, rover.rovers)]);
  if (!rover.ok) throw invalidRover(rover.problems);
  const problem = nameProblem(name, rover.exposures);
  if (problem) throw invalidRover([problem]);
  return { ...rover, name };
}

/** The YAML parser accepts more than JSON. */
function requireJson(bytes: Buffer): void {
  try {
    JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    throw unreadableBody([{ code: 'SYNTAX', message: 'the body is not JSON, as its Content-Type says' }]);
  }
}

function severalRovers(name: string, rovers: number): RoverProblem {
  const message = `the list holds ${rovers} Rovers; allowed: one, ${name}; send each by a PUT of its own`;
  return { code: 'MULTI_DOC', path: 'items', message };
}

function nameProblem(name: string, exposures: readonly RoverExposure[]): RoverProblem | undefined {
  if (!NAME.test(name))
    return {
      code: 'NAME',
      path: 'metadata.name',
      message: `the name in the address is not allowed; allowed: ${NAME_SHAPE}`,
    };
  const [first] = exposures;
  if (!first)
    return {
      code: 'EXPOSURES',
      path: 'spec.exposures',
      message: 'no Rover that exposes an API; to withdraw its base paths, DELETE the Rover',
    };
  if (first.rover === name) return undefined;
  const found = first.rover === undefined ? 'missing or not allowed' : JSON.stringify(first.rover);
  return {
    code: 'NAME',
    path: 'metadata.name',
    message: `metadata.name is ${found}; allowed: ${name}, as in the address`,
  };
}
