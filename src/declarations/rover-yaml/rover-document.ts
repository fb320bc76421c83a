import { readYaml, type YamlDocument } from '../../platform/yaml/bounded-yaml.js';
import { pathText, type SettingPath } from '../../platform/settings/setting-path.js';
import { shownValue } from '../../platform/settings/shown-value.js';
import { FOREIGN_YAML, type YamlLimits } from '../../platform/yaml/yaml-limits.js';
import { BASE_PATH_SHAPE, parseBasePath, type BasePath } from '../../catalogue/base-path.js';
import { readPulseBlock } from '../../sources/pulse/block/pulse-block.js';
import type { PulseDeclaration } from '../../sources/pulse/pulse-declaration.js';
import { OWN_API_VERSION, ROVER_API_VERSIONS } from './rover-api-versions.js';
import type { Exposure, RoverProblem } from '../rover-files.js';

const ENVIRONMENT_LABEL = 'cp.ei.telekom.de/environment';
/** Zones and environments are names in Kubernetes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const NAME_SHAPE = 'a name of letters, digits, . _ -, at most 63 characters';
const MAX_PROBLEMS = 20;
const MAX_EXPOSURES = 1_000;

/** What the text of a file declares, or all that is wrong with it. */
export type RoverText =
  | {
      readonly ok: true;
      readonly exposures: readonly Exposure[];
      /** How many documents are Rovers. */
      readonly rovers: number;
    }
  | { readonly ok: false; readonly problems: readonly RoverProblem[] };

/**
 * The exposures of all Rovers in a file; documents of other kinds and fields of other owners are ignored.
 * A file that holds nothing at all is a mistake: it is what a half-written one looks like.
 */
export function readRover(bytes: Uint8Array, limits: YamlLimits = FOREIGN_YAML): RoverText {
  const yaml = readYaml(bytes, limits);
  if (!yaml.ok) return { ok: false, problems: [yaml.problem] };
  const documents = yaml.documents.filter((each) => each.value !== null && each.value !== undefined);
  if (documents.length === 0)
    return { ok: false, problems: [{ code: 'EMPTY', message: 'the file holds nothing; to withdraw it, delete it' }] };
  const reading = new RoverReading();
  for (const document of documents) reading.document(document);
  return reading.result();
}

type Mapping = Readonly<Record<string, unknown>>;
type Origin = Pick<Exposure, 'rover' | 'zone' | 'environment'>;

/** Where something stands: in which document, and by which keys. */
interface Place {
  readonly document: YamlDocument;
  readonly path: SettingPath;
}

class RoverReading {
  readonly #exposures = new Map<BasePath, Exposure>();
  readonly #problems: RoverProblem[] = [];
  #rovers = 0;

  result(): RoverText {
    if (this.#problems.length > 0)
      return { ok: false, problems: this.#problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
    return { ok: true, exposures: [...this.#exposures.values()], rovers: this.#rovers };
  }

  document(document: YamlDocument): void {
    const rover = mapping(document.value);
    if (rover?.['kind'] !== 'Rover') return;
    if (!ROVER_API_VERSIONS.includes(rover['apiVersion'] as string))
      return this.#version(rover['apiVersion'], document);
    this.#rovers++;
    const spec = mapping(rover['spec']);
    if (!spec) return this.#refuse('SPEC', { document, path: ['spec'] }, 'is missing or not a mapping');
    const exposures = spec['exposures'] ?? [];
    const place = { document, path: ['spec', 'exposures'] };
    if (!Array.isArray(exposures)) return this.#refuse('EXPOSURES', place, 'is not a list');
    const metadata = mapping(rover['metadata']);
    const origin = { ...nameOf(metadata), ...this.#zone(spec, document), ...environmentOf(metadata) };
    for (const [index, exposure] of exposures.entries()) this.#exposure(exposure, below(place, index), origin);
  }

  /** A Rover of an unknown version would go unwatched without a word; a kind of the same name of others may. */
  #version(apiVersion: unknown, document: YamlDocument): void {
    const own = typeof apiVersion !== 'string' || OWN_API_VERSION.test(apiVersion);
    const problem = `is ${shown(apiVersion)}; allowed: ${ROVER_API_VERSIONS.join(' or ')}`;
    if (own) this.#refuse('API_VERSION', { document, path: ['apiVersion'] }, problem);
  }

  #zone(spec: Mapping, document: YamlDocument): Origin {
    const zone = spec['zone'];
    if (typeof zone === 'string' && NAME.test(zone)) return { zone };
    if (zone !== undefined && zone !== null)
      this.#refuse('ZONE', { document, path: ['spec', 'zone'] }, `is ${shown(zone)}; allowed: ${NAME_SHAPE}`);
    return {};
  }

  #exposure(raw: unknown, place: Place, origin: Origin): void {
    if (this.#problems.length >= MAX_PROBLEMS) return;
    const exposure = mapping(raw);
    if (!exposure) return this.#refuse('EXPOSURES', place, 'is not a mapping');
    const parts = partsOf(exposure);
    if (parts === 'other') return this.#unprobed(exposure, place);
    const api = mapping(parts.api);
    const apiPlace = below(place, ...parts.path);
    if (!api) return this.#refuse('EXPOSURES', apiPlace, 'is not a mapping');
    const blocks = [{ holder: api, place: apiPlace }, ...(parts.path.length > 0 ? [{ holder: exposure, place }] : [])];
    const pulse = this.#pulse(blocks.filter(({ holder }) => 'pulse' in holder));
    const basePath = this.#basePath(api['basePath'], below(apiPlace, 'basePath'));
    if (basePath) this.#exposures.set(basePath, { basePath, ...origin, ...(pulse && { pulse }) });
  }

  #basePath(text: unknown, place: Place): BasePath | undefined {
    const basePath = typeof text === 'string' ? parseBasePath(text) : undefined;
    if (!basePath) this.#refuse('BASE_PATH', place, `is ${shown(text)}; allowed: ${BASE_PATH_SHAPE}`);
    else if (this.#exposures.has(basePath))
      this.#refuse('BASE_PATH', place, `is ${basePath}, which stands twice in this file`);
    else if (this.#exposures.size >= MAX_EXPOSURES)
      this.#refuse('QUOTA', place, `is one too many; allowed: at most ${MAX_EXPOSURES} exposures in a file`);
    else return basePath;
    return undefined;
  }

  #pulse([block, second]: readonly { holder: Mapping; place: Place }[]): PulseDeclaration | undefined {
    if (!block) return undefined;
    if (second) this.#refuse('PULSE', below(second.place, 'pulse'), 'stands twice; allowed: one, inside api');
    const reading = readPulseBlock(block.holder['pulse']);
    if (reading.ok) return reading.pulse;
    const place = below(block.place, 'pulse');
    for (const { code, path, shownPath, problem, allowed } of reading.problems)
      this.#refuse(code, below(place, ...path), `${problem}; allowed: ${allowed}`, [...place.path, ...shownPath]);
    return undefined;
  }

  /** Whoever opts in something that is no API would wait for its probes in vain. */
  #unprobed(exposure: Mapping, place: Place): void {
    if ('pulse' in exposure)
      this.#refuse('PULSE', below(place, 'pulse'), 'belongs to no API; allowed: for exposures of APIs');
  }

  #refuse(code: string, { document, path }: Place, problem: string, shownPath = path): void {
    if (this.#problems.length >= MAX_PROBLEMS) return;
    const text = pathText(shownPath);
    this.#problems.push({ code, line: document.lineOf(path), path: text, message: `${text} ${problem}` });
  }
}

function below({ document, path }: Place, ...steps: SettingPath): Place {
  return { document, path: [...path, ...steps] };
}

/** The part of an exposure that describes an API: itself in the flat form, under `api` in the custom resource. */
function partsOf(exposure: Mapping): { readonly api: unknown; readonly path: SettingPath } | 'other' {
  const flat = { api: exposure, path: [] };
  if ('basePath' in exposure || 'type' in exposure) return (exposure['type'] ?? 'api') === 'api' ? flat : 'other';
  if ('api' in exposure) return { api: exposure['api'], path: ['api'] };
  const { pulse: _, ...others } = exposure;
  const [first, ...more] = Object.values(others);
  return mapping(first) && more.length === 0 ? 'other' : flat;
}

/** What is no name names nothing; whoever needs one says so. */
function nameOf(metadata: Mapping | undefined): Origin {
  const name = metadata?.['name'];
  return typeof name === 'string' && NAME.test(name) ? { rover: name } : {};
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
