import { readingYaml } from '../../platform/yaml/bounded-yaml.js';
import { pathText } from '../../platform/settings/setting-path.js';
import { shownValue } from '../../platform/settings/shown-value.js';
import { FOREIGN_YAML } from '../../platform/yaml/yaml-limits.js';
import { BASE_PATH_SHAPE, parseBasePath, type BasePath } from '../../catalogue/base-path.js';
import type { BlockValues } from '../../catalogue/exposure.js';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import { OWN_API_VERSION, ROVER_API_VERSIONS, ZONE_NAME } from '../rover-names.js';
import type { RoverExposure, RoverProblem } from '../rover-entry.js';
import { apiPartOf, mapping, type Mapping } from './exposure-kind.js';
import { below, documentsIn, isRoverList, type FoundDocument, type Place } from './rover-list.js';

const ENVIRONMENT_LABEL = 'cp.ei.telekom.de/environment';
const NAME_SHAPE = 'a name of letters, digits, . _ -, at most 63 characters';
const MAX_PROBLEMS = 20;
/** Most exposures of a file. */
export const MAX_EXPOSURES = 1_000;
/** A few milliseconds. */
const EXPOSURES_A_STEP = 16;

/** The position of something in a text: the line, from 1, and the path as people write it. */
export type RoverPlace = Required<Pick<RoverProblem, 'path' | 'line'>>;

/** What the text of a file declares, or all that is wrong with it. */
export type RoverReading =
  | {
      readonly ok: true;
      readonly exposures: readonly RoverExposure[];
      /** How many documents, or items of a list, are Rovers. */
      readonly rovers: number;
      /** Where a block of a base path stands, for problems that are found later. */
      placeOf(basePath: BasePath, block: string): RoverPlace | undefined;
    }
  | {
      readonly ok: false;
      /** Some of them, where there are many. */
      readonly problems: readonly RoverProblem[];
      /** Those that nothing is wrong with: a wrong exposure refuses itself, a wrong Rover all of its own. */
      readonly exposures: readonly RoverExposure[];
      readonly rovers: number;
    };

/**
 * The exposures of all Rovers in a file, in steps; documents of other kinds and fields of other owners are ignored.
 * A file that holds nothing at all is a mistake: a half-written one looks like that.
 */
export function* readingRover(
  bytes: Uint8Array,
  blocks: readonly ExposureBlock[],
  limits = FOREIGN_YAML,
): Generator<void, RoverReading> {
  const yaml = yield* readingYaml(bytes, limits);
  if (!yaml.ok) return unusable(yaml.problem);
  const documents = yaml.documents.filter((each) => each.value !== null && each.value !== undefined);
  if (documents.length === 0)
    return unusable({ code: 'EMPTY', message: 'the file holds nothing; to withdraw it, delete it' });
  const reader = new DocumentReader(blocks);
  for (const document of documents)
    for (const found of documentsIn({ document, path: [] }, document.value)) yield* reader.reading(found);
  return reader.result();
}

function unusable(problem: RoverProblem): RoverReading {
  return { ok: false, problems: [problem], exposures: [], rovers: 0 };
}

type Origin = Pick<RoverExposure, 'rover' | 'zone' | 'environment'>;

/** A mapping that may hold blocks. */
interface Holder {
  readonly holder: Mapping;
  readonly place: Place;
}

class DocumentReader {
  readonly #exposures = new Map<BasePath, RoverExposure>();
  /** Of each base path that stands in the file, right or wrong. */
  readonly #places = new Map<BasePath, ReadonlyMap<string, Place>>();
  readonly #problems: RoverProblem[] = [];
  readonly #blockKeys: readonly string[];
  #rovers = 0;
  /** The name of the Rover that is being read. */
  #rover: Origin = {};
  /** Everything that was refused: more than there are problems. */
  #refused = 0;

  constructor(private readonly blocks: readonly ExposureBlock[]) {
    this.#blockKeys = blocks.map(({ key }) => key);
  }

  result(): RoverReading {
    const read = { exposures: [...this.#exposures.values()], rovers: this.#rovers };
    const problems = this.#problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
    if (problems.length > 0) return { ok: false, problems, ...read };
    const placeOf = (basePath: BasePath, block: string): RoverPlace | undefined => {
      const place = this.#places.get(basePath)?.get(block);
      return place && { path: pathText(place.path), line: place.document.lineOf(place.path) };
    };
    return { ok: true, ...read, placeOf };
  }

  *reading({ value, place }: FoundDocument): Generator<void> {
    const found = mapping(value);
    if (found?.['kind'] !== 'Rover' && !isRoverList(found)) return;
    const metadata = mapping(found['metadata']);
    this.#rover = nameOf(metadata);
    if (!ROVER_API_VERSIONS.includes(found['apiVersion'] as string)) return this.#version(found['apiVersion'], place);
    if (isRoverList(found)) return this.#refuse('ITEMS', below(place, 'items'), 'is not a list');
    this.#rovers++;
    yield* this.#spec(found['spec'], below(place, 'spec'), environmentOf(metadata));
  }

  *#spec(raw: unknown, place: Place, environment: Origin): Generator<void> {
    const spec = mapping(raw);
    if (!spec) return this.#refuse('SPEC', place, 'is missing or not a mapping');
    const exposures = spec['exposures'] ?? [];
    const exposuresPlace = below(place, 'exposures');
    if (!Array.isArray(exposures)) return this.#refuse('EXPOSURES', exposuresPlace, 'is not a list');
    const zone = this.#zone(spec, below(place, 'zone'));
    const origin = { ...this.#rover, ...zone, ...environment };
    for (const [index, exposure] of exposures.entries()) {
      if (index % EXPOSURES_A_STEP === EXPOSURES_A_STEP - 1) yield;
      this.#exposure(exposure, below(exposuresPlace, index), zone && origin);
    }
  }

  /** A Rover of an unknown version would silently go unwatched; kinds of the same name of other owners are ignored. */
  #version(apiVersion: unknown, place: Place): void {
    const own = typeof apiVersion !== 'string' || OWN_API_VERSION.test(apiVersion);
    const problem = `is ${shown(apiVersion)}; allowed: ${ROVER_API_VERSIONS.join(' or ')}`;
    if (own) this.#refuse('API_VERSION', below(place, 'apiVersion'), problem);
  }

  /** Undefined where it is wrong: then the Rover's exposures are checked, and none of them can be taken. */
  #zone(spec: Mapping, place: Place): Origin | undefined {
    const zone = spec['zone'] ?? undefined;
    if (zone === undefined) return {};
    if (typeof zone === 'string' && ZONE_NAME.test(zone)) return { zone };
    return this.#refuse('ZONE', place, `is ${shown(zone)}; allowed: ${NAME_SHAPE}`);
  }

  /** `origin`: undefined where the exposure cannot be taken. */
  #exposure(raw: unknown, place: Place, origin: Origin | undefined): void {
    const exposure = mapping(raw);
    if (!exposure) return this.#refuse('EXPOSURES', place, 'is not a mapping');
    const parts = apiPartOf(exposure, this.#blockKeys);
    if (parts === 'other') return this.#withoutBlocks(exposure, place);
    const api = mapping(parts.api);
    const apiPlace = below(place, ...parts.path);
    if (!api) return this.#refuse('EXPOSURES', apiPlace, 'is not a mapping');
    const holders = [{ holder: api, place: apiPlace }, ...(parts.path.length > 0 ? [{ holder: exposure, place }] : [])];
    const refusedBefore = this.#refused;
    const { values, places } = this.#readBlocks(holders);
    const basePath = this.#basePath(api['basePath'], below(apiPlace, 'basePath'));
    if (!basePath) return;
    this.#places.set(basePath, places);
    if (!origin || this.#refused > refusedBefore) return;
    this.#exposures.set(basePath, { basePath, ...origin, ...(values && { blocks: values }) });
  }

  #basePath(text: unknown, place: Place): BasePath | undefined {
    const basePath = typeof text === 'string' ? parseBasePath(text) : undefined;
    if (!basePath) this.#refuse('BASE_PATH', place, `is ${shown(text)}; allowed: ${BASE_PATH_SHAPE}`);
    else if (this.#places.has(basePath))
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

  /** A refusal counts even where there are too many problems to tell. */
  #refuse(code: string, { document, path }: Place, problem: string, shownPath = path): undefined {
    this.#refused++;
    if (this.#problems.length >= MAX_PROBLEMS) return;
    const text = pathText(shownPath);
    this.#problems.push({
      code,
      line: document.lineOf(path),
      path: text,
      message: `${text} ${problem}`,
      ...this.#rover,
    });
  }
}

/** The code of mistakes about a block as a whole. */
function codeOf({ key }: ExposureBlock): string {
  return key.toUpperCase();
}

/** An invalid name is ignored here; the caller reports it where a name is required. */
function nameOf(metadata: Mapping | undefined): Origin {
  const name = metadata?.['name'];
  return typeof name === 'string' && ZONE_NAME.test(name) ? { rover: name } : {};
}

/** A namespace of the cluster is `environment--group--team`. */
function environmentOf(metadata: Mapping | undefined): Origin {
  const label = mapping(metadata?.['labels'])?.[ENVIRONMENT_LABEL];
  const namespace = metadata?.['namespace'];
  const named = label ?? (typeof namespace === 'string' && namespace.includes('--') ? namespace.split('--')[0] : '');
  return typeof named === 'string' && ZONE_NAME.test(named) ? { environment: named } : {};
}

/** What was found, for a message. */
function shown(value: unknown): string {
  return value === undefined || value === null ? 'missing' : shownValue(value);
}
