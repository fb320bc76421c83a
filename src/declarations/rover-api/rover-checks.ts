import type { AccessControl } from '../../accounts/access-control.js';
import type { Principal } from '../../accounts/principal.js';
import type { Catalogue } from '../../catalogue/catalogue.js';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import type { ExposureWatchers } from '../../catalogue/exposure-watchers.js';
import type { RoverExposure, RoverProblem } from '../rover-entry.js';
import type { RoverYaml } from '../rover-yaml/rover-yaml.js';
import type { Rovers } from '../rovers.js';
import type { ApiRover } from './api-rover.js';
import type { ApiRovers } from './api-rovers.js';
import { invalidRover, noRoomForRover, roverConflict } from './rover-problems.js';
import type { SentRover } from './sent-rover.js';

const MAX_ROVERS = 10_000;
const MAX_TEXT_BYTES = 256 * 1024;
const MAX_ALL_BYTES = 64 * 1024 * 1024;
const MAX_SHOWN = 20;

/** What a write is checked against. */
export interface RoverCheckOptions {
  readonly access: AccessControl;
  readonly rovers: Rovers;
  readonly api: ApiRovers;
  readonly catalogue: Catalogue;
  readonly watchers: ExposureWatchers;
  readonly yaml: RoverYaml;
  /** Most base paths that there may be. */
  readonly maximumBasePaths: number;
}

/** The version in force and the one to replace it. */
export interface RoverVersions {
  readonly before?: ApiRover | undefined;
  readonly next?: SentRover | undefined;
}

/**
 * Throws unless the token covers all base paths of both versions. The base paths of a version that is no longer valid
 * are not known: then only the token that it was written with may change it, or one for everything.
 */
export function requireCover(access: AccessControl, principal: Principal, { before, next }: RoverVersions): void {
  const exposures = [...(before?.exposures ?? []), ...(next?.exposures ?? [])];
  const unknown = before !== undefined && before.by !== '' && before.problems.length > 0;
  const everything = unknown && before.by !== principal.name ? ['/'] : [];
  access.requireCover(principal, new Set([...exposures.map((each) => each.basePath), ...everything]));
}

/** Throws if a Rover to be withdrawn did not come by the API. */
export function requireOfApi(name: string, rovers: Rovers): void {
  const rover = rovers.find(name);
  if (rover === undefined || rover.declaredBy === declaredBy(name)) return;
  const owner = rover.file === undefined ? rover.declaredBy : `the file ${rover.file}`;
  const message = `the Rover ${name} belongs to ${owner}; change it there`;
  throw roverConflict([{ code: 'NAME_CONFLICT', path: 'metadata.name', message }]);
}

/** Throws if a base path is declared by someone else. */
export function requireFreeBasePaths({ name, exposures }: SentRover, catalogue: Catalogue): void {
  const { declarations } = catalogue.current();
  const problems = exposures.flatMap(({ basePath }): RoverProblem[] => {
    const owner = declarations.get(basePath)?.declaredBy;
    if (owner === undefined || owner === declaredBy(name)) return [];
    return [{ code: 'BASE_PATH_CONFLICT', path: basePath, message: `${basePath} is declared by ${owner}` }];
  });
  if (problems.length > 0) throw roverConflict(problems.slice(0, MAX_SHOWN));
}

/** Throws if a new version would exceed a limit on all Rovers together. */
export function requireRoom(next: ApiRover, { api: { all }, catalogue, maximumBasePaths }: RoverCheckOptions): void {
  const before = all.get(next.name);
  if (next.textBytes > MAX_TEXT_BYTES)
    throw noRoomForRover(`the Rover is larger than ${MAX_TEXT_BYTES / 1024} KiB once its anchors are written out`);
  if (!before && all.size >= MAX_ROVERS) throw noRoomForRover(`there are ${MAX_ROVERS} Rovers already`);
  const others = [...all.values()].filter((each) => each !== before);
  if (others.reduce((sum, each) => sum + each.textBytes, next.textBytes) > MAX_ALL_BYTES)
    throw noRoomForRover(`all Rovers together are larger than ${MAX_ALL_BYTES / 1024 / 1024} MiB`);
  if (basePathsAfter(next, before, catalogue) > maximumBasePaths)
    throw noRoomForRover(`there would be more than ${maximumBasePaths} base paths (apis.maximum)`);
}

/** How many base paths there will be; 0 if the new version adds none, which is always allowed. */
function basePathsAfter(next: ApiRover, before: ApiRover | undefined, catalogue: Catalogue): number {
  const { declarations } = catalogue.current();
  if (next.exposures.every((each) => declarations.has(each.basePath))) return 0;
  const kept = (before?.exposures ?? []).filter(
    (each) => declarations.get(each.basePath)?.declaredBy === declaredBy(next.name),
  );
  return declarations.size - kept.length + next.exposures.length;
}

/** Throws if a block is switched on and every source that it is meant for refuses it. Sends no requests. */
export function requireAccepted(rover: SentRover, { yaml, watchers }: RoverCheckOptions): void {
  const problems: RoverProblem[] = [];
  for (const exposure of rover.exposures) {
    for (const block of yaml.blocks) problems.push(...refusedBecause(rover, exposure, block, watchers));
    if (problems.length >= MAX_SHOWN) break;
  }
  if (problems.length > 0) throw invalidRover(problems.slice(0, MAX_SHOWN));
}

function refusedBecause(
  { name, placeOf }: SentRover,
  { basePath, zone, blocks }: RoverExposure,
  { key, isOn }: ExposureBlock,
  watchers: ExposureWatchers,
): RoverProblem[] {
  const value = blocks?.[key];
  if (value === undefined || !isOn(value)) return [];
  const asked = { basePath, ...(zone !== undefined && { zone }), blocks: { [key]: value } };
  const conditions = watchers.conditions({ ...asked, declaredBy: declaredBy(name) });
  if (conditions.some((each) => each.accepted)) return [];
  return conditions.map(({ source, reason, message }) => ({
    code: reason,
    message: `${source} refuses ${basePath}: ${message ?? reason}`,
    ...placeOf(basePath, key),
  }));
}

/** As the catalogue names a Rover of the API. */
function declaredBy(name: string): string {
  return `api/${name}`;
}
