import { readYaml, type YamlDocument } from '../../platform/settings/bounded-yaml.js';
import { shownValue } from '../../platform/settings/shown-value.js';
import { FOREIGN_YAML } from '../../platform/settings/yaml-limits.js';
import { BASE_PATH_SHAPE, parseBasePath, type BasePath } from '../base-path.js';
import type { Exposure, RoverProblem } from '../rover-files.js';

/** The two public forms: what users write, and the custom resource of the cluster. */
const API_VERSIONS = ['tcp.ei.telekom.de/v1', 'rover.cp.ei.telekom.de/v1'];
const ENVIRONMENT_LABEL = 'cp.ei.telekom.de/environment';
/** Zones and environments are names in Kubernetes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const NAME_SHAPE = 'a name of letters, digits, . _ -, at most 63 characters';
const MAX_PROBLEMS = 20;

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
  if (!yaml.ok) return { ok: false, problems: [yaml.problem] };
  const documents = yaml.documents.filter((each) => each.value !== null && each.value !== undefined);
  if (documents.length === 0)
    return { ok: false, problems: [{ code: 'EMPTY', message: 'the file holds nothing; to withdraw it, delete it' }] };
  const reading = new RoverReading();
  for (const document of documents) reading.document(document);
  return reading.result();
}

type Mapping = Readonly<Record<string, unknown>>;
type Origin = Pick<Exposure, 'zone' | 'environment'>;

class RoverReading {
  readonly #exposures = new Map<BasePath, Exposure>();
  readonly #problems: RoverProblem[] = [];

  result(): RoverText {
    if (this.#problems.length > 0) return { ok: false, problems: this.#problems.slice(0, MAX_PROBLEMS) };
    return { ok: true, exposures: [...this.#exposures.values()] };
  }

  document(document: YamlDocument): void {
    const rover = mapping(document.value);
    if (rover?.['kind'] !== 'Rover') return;
    if (!API_VERSIONS.includes(rover['apiVersion'] as string)) return this.#version(rover['apiVersion'], document);
    const spec = mapping(rover['spec']);
    if (!spec) return this.#refuse('SPEC', document.lineOf(['spec']), 'spec is missing or not a mapping');
    const exposures = spec['exposures'] ?? [];
    if (!Array.isArray(exposures))
      return this.#refuse('EXPOSURES', document.lineOf(['spec', 'exposures']), 'spec.exposures is not a list');
    const origin = { ...this.#zone(spec, document), ...environmentOf(mapping(rover['metadata'])) };
    for (const [index, exposure] of exposures.entries()) {
      this.#exposure(exposure, { index, origin, line: () => document.lineOf(['spec', 'exposures', index]) });
    }
  }

  /** A Rover of an unknown version would go unwatched without a word; a kind of the same name of others may. */
  #version(apiVersion: unknown, document: YamlDocument): void {
    const own = typeof apiVersion !== 'string' || /^(?:rover\.cp|tcp)\.ei\.telekom\.de\//.test(apiVersion);
    const allowed = API_VERSIONS.join(' or ');
    if (own)
      this.#refuse(
        'API_VERSION',
        document.lineOf(['apiVersion']),
        `apiVersion is ${shown(apiVersion)}; allowed: ${allowed}`,
      );
  }

  #zone(spec: Mapping, document: YamlDocument): Origin {
    const zone = spec['zone'];
    if (typeof zone === 'string' && NAME.test(zone)) return { zone };
    if (zone !== undefined && zone !== null)
      this.#refuse('ZONE', document.lineOf(['spec', 'zone']), `spec.zone is ${shown(zone)}; allowed: ${NAME_SHAPE}`);
    return {};
  }

  #exposure(raw: unknown, at: { index: number; origin: Origin; line: () => number }): void {
    const where = `spec.exposures[${at.index}]`;
    const exposure = mapping(raw);
    if (!exposure) return this.#refuse('EXPOSURES', at.line(), `${where} is not a mapping`);
    const api = apiOf(exposure);
    if (api === 'other') return;
    if (!api) return this.#refuse('EXPOSURES', at.line(), `${where}.api is not a mapping`);
    const text = api['basePath'];
    const basePath = typeof text === 'string' ? parseBasePath(text) : undefined;
    if (!basePath)
      return this.#refuse('BASE_PATH', at.line(), `${where}.basePath is ${shown(text)}; allowed: ${BASE_PATH_SHAPE}`);
    if (this.#exposures.has(basePath))
      return this.#refuse('BASE_PATH', at.line(), `${where}.basePath ${basePath} stands twice in this file`);
    this.#exposures.set(basePath, { basePath, ...at.origin });
  }

  #refuse(code: string, line: number, message: string): void {
    this.#problems.push({ code, line, message });
  }
}

/** The part of an exposure that describes an API: itself in the flat form, under `api` in the custom resource. */
function apiOf(exposure: Mapping): Mapping | 'other' | undefined {
  if ('basePath' in exposure || 'type' in exposure) return (exposure['type'] ?? 'api') === 'api' ? exposure : 'other';
  if ('api' in exposure) return mapping(exposure['api']);
  const [first, ...more] = Object.values(exposure);
  return mapping(first) && more.length === 0 ? 'other' : exposure;
}

/** A namespace of the cluster is `environment--group--team`. */
function environmentOf(metadata: Mapping | undefined): Origin {
  const label = mapping(metadata?.['labels'])?.[ENVIRONMENT_LABEL];
  const namespace = metadata?.['namespace'];
  const named = label ?? (typeof namespace === 'string' && namespace.includes('--') ? namespace.split('--')[0] : '');
  return typeof named === 'string' && NAME.test(named) ? { environment: named } : {};
}

function mapping(value: unknown): Mapping | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : undefined;
}

/** What was found, for a message. */
function shown(value: unknown): string {
  return value === undefined || value === null ? 'missing' : shownValue(value);
}
