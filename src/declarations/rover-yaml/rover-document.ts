import { readYaml, type YamlDocument } from '../../platform/yaml/bounded-yaml.js';
import { pathText, type SettingPath } from '../../platform/settings/setting-path.js';
import { shownValue } from '../../platform/settings/shown-value.js';
import { FOREIGN_YAML } from '../../platform/yaml/yaml-limits.js';
import { BASE_PATH_SHAPE, parseBasePath, type BasePath } from '../../catalogue/base-path.js';
import type { BlockValues } from '../../catalogue/exposure.js';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import { OWN_API_VERSION, ROVER_API_VERSIONS } from '../rover-api-versions.js';
import type { RoverExposure, RoverProblem } from '../rover-entry.js';

const ENVIRONMENT_LABEL = 'cp.ei.telekom.de/environment';
/** Zones and environments are names in Kubernetes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const NAME_SHAPE = 'a name of letters, digits, . _ -, at most 63 characters';
const MAX_PROBLEMS = 20;
const MAX_EXPOSURES = 1_000;

/** The position of something in a text: the line, from 1, and the path as people write it. */
export type RoverPlace = Required<Pick<RoverProblem, 'path' | 'line'>>;

/** What the text of a file declares, or all that is wrong with it. */
export type RoverReading =
  | {
      readonly ok: true;
      readonly exposures: readonly RoverExposure[];
      /** How many documents are Rovers. */
      readonly rovers: number;
      /** Where a block of a base path stands, for problems that are found later. */
      placeOf(basePath: BasePath, block: string): RoverPlace | undefined;
    }
  | { readonly ok: false; readonly problems: readonly RoverProblem[] };

/**
 * The exposures of all Rovers in a file; documents of other kinds and fields of other owners are ignored.
 * A file that holds nothing at all is a mistake: a half-written one looks like that.
 */
export function readRover(bytes: Uint8Array, blocks: readonly ExposureBlock[], limits = FOREIGN_YAML): RoverReading {
  const yaml = readYaml(bytes, limits);
  if (!yaml.ok) return { ok: false, problems: [yaml.problem] };
  const documents = yaml.documents.filter((each) => each.value !== null && each.value !== undefined);
  if (documents.length === 0)
    return { ok: false, problems: [{ code: 'EMPTY', message: 'the file holds nothing; to withdraw it, delete it' }] };
  const reader = new DocumentReader(blocks);
  for (const document of documents) reader.document(document);
  return reader.result();
}

type Mapping = Readonly<Record<string, unknown>>;
type Origin = Pick<RoverExposure, 'rover' | 'zone' | 'environment'>;

/** A position: the document, and the keys that lead there. */
interface Place {
  readonly document: YamlDocument;
  readonly path: SettingPath;
}

/** A mapping that may hold blocks. */
interface Holder {
  readonly holder: Mapping;
  readonly place: Place;
}

class DocumentReader {
  readonly #exposures = new Map<BasePath, RoverExposure>();
  readonly #places = new Map<BasePath, ReadonlyMap<string, Place>>();
  readonly #problems: RoverProblem[] = [];
  #rovers = 0;

  constructor(private readonly blocks: readonly ExposureBlock[]) {}

  result(): RoverReading {
    if (this.#problems.length > 0)
      return { ok: false, problems: this.#problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
    const placeOf = (basePath: BasePath, block: string): RoverPlace | undefined => {
      const place = this.#places.get(basePath)?.get(block);
      return place && { path: pathText(place.path), line: place.document.lineOf(place.path) };
    };
    return { ok: true, exposures: [...this.#exposures.values()], rovers: this.#rovers, placeOf };
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

  /** A Rover of an unknown version would silently go unwatched; kinds of the same name of other owners are ignored. */
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
    const parts = this.#partsOf(exposure);
    if (parts === 'other') return this.#withoutBlocks(exposure, place);
    const api = mapping(parts.api);
    const apiPlace = below(place, ...parts.path);
    if (!api) return this.#refuse('EXPOSURES', apiPlace, 'is not a mapping');
    const holders = [{ holder: api, place: apiPlace }, ...(parts.path.length > 0 ? [{ holder: exposure, place }] : [])];
    const { values, places } = this.#readBlocks(holders);
    const basePath = this.#basePath(api['basePath'], below(apiPlace, 'basePath'));
    if (!basePath) return;
    this.#exposures.set(basePath, { basePath, ...origin, ...(values && { blocks: values }) });
    this.#places.set(basePath, places);
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

  #readBlocks(holders: readonly Holder[]): { values?: BlockValues; places: ReadonlyMap<string, Place> } {
    const values: Record<string, unknown> = {};
    const places = new Map<string, Place>();
    for (const block of this.blocks) {
      const [first, second] = holders.filter(({ holder }) => block.key in holder);
      if (!first) continue;
      places.set(block.key, below(first.place, block.key));
      if (second) this.#refuse(codeOf(block), below(second.place, block.key), 'stands twice; allowed: one, inside api');
      const value = this.#readBlock(block, first);
      if (value !== undefined) values[block.key] = value;
    }
    return { places, ...(Object.keys(values).length > 0 && { values }) };
  }

  #readBlock(block: ExposureBlock, { holder, place }: Holder): unknown {
    const reading = block.read(holder[block.key]);
    if (reading.ok) return reading.value;
    const at = below(place, block.key);
    for (const { code, path, shownPath, problem, allowed } of reading.problems)
      this.#refuse(code, below(at, ...path), `${problem}; allowed: ${allowed}`, [...at.path, ...shownPath]);
    return undefined;
  }

  /** A block of something that is not an API would wait for its source in vain. */
  #withoutBlocks(exposure: Mapping, place: Place): void {
    for (const block of this.blocks.filter(({ key }) => key in exposure))
      this.#refuse(codeOf(block), below(place, block.key), 'belongs to no API; allowed: for exposures of APIs');
  }

  /** The part of an exposure that describes an API: itself in the flat form, under `api` in the custom resource. */
  #partsOf(exposure: Mapping): { readonly api: unknown; readonly path: SettingPath } | 'other' {
    const flat = { api: exposure, path: [] };
    if ('basePath' in exposure || 'type' in exposure) return (exposure['type'] ?? 'api') === 'api' ? flat : 'other';
    if ('api' in exposure) return { api: exposure['api'], path: ['api'] };
    const others = Object.keys(exposure).filter((key) => !this.blocks.some((block) => block.key === key));
    return others.length === 1 && mapping(exposure[others[0]!]) ? 'other' : flat;
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

/** The code of mistakes about a block as a whole. */
function codeOf({ key }: ExposureBlock): string {
  return key.toUpperCase();
}

/** An invalid name is ignored here; the caller reports it where a name is required. */
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
