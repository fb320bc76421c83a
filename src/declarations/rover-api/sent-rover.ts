import { readYaml } from '../../platform/yaml/bounded-yaml.js';
import { pathText } from '../../platform/settings/setting-path.js';
import { FOREIGN_YAML, type YamlLimits } from '../../platform/yaml/yaml-limits.js';
import { parseBasePath, type BasePath } from '../../catalogue/base-path.js';
import type { Exposure, RoverProblem } from '../rover-files.js';
import { invalidRover, unreadableBody } from './rover-problems.js';
import { readRover } from '../rover-yaml/rover-document.js';

const ONE_DOCUMENT: YamlLimits = { ...FOREIGN_YAML, maxDocuments: 1 };
/** The name is that of a file, on any file system. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
const NAME_SHAPE = 'lower-case letters, digits, . _ -, at most 63, beginning and ending with a letter or digit';

/** A Rover as somebody sent it: valid, and of the name that it was sent to. */
export interface SentRover {
  readonly name: string;
  readonly exposures: readonly Exposure[];
  /** Where the pulse block of a base path stands, for problems that are found later. */
  placeOf(basePath: BasePath): Pick<RoverProblem, 'path' | 'line'>;
}

/** What was sent, and to which name. */
export interface SentBody {
  readonly name: string;
  readonly bytes: Buffer;
  readonly json: boolean;
}

/** Reads a body as a file is read, but as one Rover of this name. Throws `RefusedRequestError` with all that is wrong. */
export function readSentRover({ name, bytes, json }: SentBody): SentRover {
  const rover = readRover(bytes, ONE_DOCUMENT);
  const unreadable = rover.ok ? [] : rover.problems.filter((each) => each.path === undefined && each.code !== 'EMPTY');
  if (json && unreadable.length > 0) throw unreadableBody(unreadable);
  if (json) requireJson(bytes);
  if (!rover.ok) throw invalidRover(rover.problems);
  const problem = nameProblem(name, rover.exposures);
  if (problem) throw invalidRover([problem]);
  return { name, exposures: rover.exposures, placeOf: (basePath) => placeOf(bytes, basePath) };
}

/** YAML takes more than JSON does. */
function requireJson(bytes: Buffer): void {
  try {
    JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    throw unreadableBody([{ code: 'SYNTAX', message: 'the body is not JSON, as its Content-Type says' }]);
  }
}

function nameProblem(name: string, exposures: readonly Exposure[]): RoverProblem | undefined {
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

function placeOf(bytes: Buffer, basePath: BasePath): Pick<RoverProblem, 'path' | 'line'> {
  const yaml = readYaml(bytes, ONE_DOCUMENT);
  const [document] = yaml.ok ? yaml.documents : [];
  if (!document) return {};
  const { exposures } = (document.value as { spec: { exposures: readonly SentExposure[] } }).spec;
  const index = exposures.findIndex(({ api, ...flat }) => parseBasePath(String((api ?? flat).basePath)) === basePath);
  const below = exposures[index]?.api?.pulse === undefined ? ['pulse'] : ['api', 'pulse'];
  const path = ['spec', 'exposures', index, ...below];
  return { path: pathText(path), line: document.lineOf(path) };
}

interface SentExposure {
  readonly basePath?: unknown;
  readonly api?: { readonly basePath?: unknown; readonly pulse?: unknown };
}
