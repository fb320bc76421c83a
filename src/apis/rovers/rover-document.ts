import { readYaml, type YamlDocument } from '../../platform/settings/bounded-yaml.js';
import { FOREIGN_YAML } from '../../platform/settings/yaml-limits.js';
import { BASE_PATH_SHAPE, parseBasePath, type BasePath } from '../base-path.js';

/** The two public forms: what users write, and the custom resource of the cluster. */
const API_VERSIONS = ['tcp.ei.telekom.de/v1', 'rover.cp.ei.telekom.de/v1'];

/** One API that a Rover exposes. */
export interface Exposure {
  readonly basePath: BasePath;
  readonly zone?: string;
  /** Line of the file, from 1. */
  readonly line: number;
}

/** One mistake in a Rover file. */
export interface RoverProblem {
  /** Line of the file, from 1, where known. */
  readonly line?: number;
  readonly message: string;
}

/** What the text of a file declares, or all that is wrong with it. */
export type RoverText =
  | { readonly ok: true; readonly exposures: readonly Exposure[] }
  | { readonly ok: false; readonly problems: readonly RoverProblem[] };

/**
 * The exposures of all Rovers in a file; documents of other kinds and fields of other owners are ignored.
 * A file that holds nothing at all is a mistake: it is what a half-written one looks like.
 */
export function readRover(bytes: Uint8Array): RoverText {
  const yaml = readYaml(bytes, FOREIGN_YAML);
  if (!yaml.ok)
    return { ok: false, problems: [{ ...yaml.problem, message: `${yaml.problem.code}: ${yaml.problem.message}` }] };
  const documents = yaml.documents.filter((each) => each.value !== null && each.value !== undefined);
  if (documents.length === 0) return { ok: false, problems: [{ message: 'EMPTY: the file holds no document' }] };
  const reading = new RoverReading();
  for (const document of documents) reading.document(document);
  return reading.result();
}

class RoverReading {
  readonly #exposures = new Map<BasePath, Exposure>();
  readonly #problems: RoverProblem[] = [];

  result(): RoverText {
    if (this.#problems.length > 0) return { ok: false, problems: this.#problems };
    return { ok: true, exposures: [...this.#exposures.values()] };
  }

  document(document: YamlDocument): void {
    const rover = mapping(document.value);
    if (!rover || rover['kind'] !== 'Rover' || !API_VERSIONS.includes(String(rover['apiVersion']))) return;
    const spec = mapping(rover['spec']);
    if (!spec) return this.#refuse(document.lineOf(['spec']), 'spec is missing or not a mapping');
    const exposures = spec['exposures'] ?? [];
    if (!Array.isArray(exposures))
      return this.#refuse(document.lineOf(['spec', 'exposures']), 'spec.exposures is not a list');
    const zone = typeof spec['zone'] === 'string' ? spec['zone'] : undefined;
    for (const [index, exposure] of exposures.entries()) {
      this.#exposure(exposure, { line: document.lineOf(['spec', 'exposures', index]), index, zone });
    }
  }

  #exposure(raw: unknown, at: { line: number; index: number; zone: string | undefined }): void {
    const where = `spec.exposures[${at.index}]`;
    const exposure = mapping(raw);
    if (!exposure) return this.#refuse(at.line, `${where} is not a mapping`);
    const api = apiOf(exposure);
    if (api === 'other') return;
    if (!api) return this.#refuse(at.line, `${where}.api is not a mapping`);
    const text = api['basePath'];
    const basePath = typeof text === 'string' ? parseBasePath(text) : undefined;
    if (!basePath) return this.#refuse(at.line, `${where}.basePath is ${shown(text)}; allowed: ${BASE_PATH_SHAPE}`);
    if (this.#exposures.has(basePath))
      return this.#refuse(at.line, `${where}.basePath ${basePath} stands twice in this file`);
    this.#exposures.set(basePath, { basePath, line: at.line, ...(at.zone !== undefined && { zone: at.zone }) });
  }

  #refuse(line: number, message: string): void {
    this.#problems.push({ line, message });
  }
}

type Mapping = Readonly<Record<string, unknown>>;

/** The part of an exposure that describes an API: itself in the flat form, under `api` in the custom resource. */
function apiOf(exposure: Mapping): Mapping | 'other' | undefined {
  if ('basePath' in exposure) return (exposure['type'] ?? 'api') === 'api' ? exposure : 'other';
  if ('api' in exposure) return mapping(exposure['api']);
  const type = exposure['type'];
  const foreign = 'event' in exposure || 'ai' in exposure || (typeof type === 'string' && type !== 'api');
  return foreign ? 'other' : exposure;
}

function mapping(value: unknown): Mapping | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
