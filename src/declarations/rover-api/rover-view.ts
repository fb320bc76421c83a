import { token } from '../../platform/injection/token.js';
import type { Catalogue, Declaration } from '../../catalogue/catalogue.js';
import type { KnownRover } from '../rovers.js';
import type { ExposureCondition, ExposureWatchers } from '../../catalogue/exposure-watchers.js';
import type { RoverExposure, RoverProblem } from '../rover-entry.js';
import type { RoverYaml } from '../rover-yaml/rover-yaml.js';

export const ROVER_SIGHT = token<RoverSight>('RoverSight');

/** What the view of a Rover is made from. */
export interface RoverSight {
  readonly catalogue: Catalogue;
  readonly watchers: ExposureWatchers;
  readonly yaml: RoverYaml;
}

/** A Rover as `GET /rovers` shows it: no header, body or secret name of its probes. */
export function roverView(entry: KnownRover, sight: RoverSight): object {
  const { name, origin, file, condition, sinceMs, problems, exposures } = entry;
  return {
    name,
    origin,
    ...(file !== undefined && { file }),
    condition,
    since: timeOf(sinceMs),
    problems: problems.map(problemView),
    exposures: exposures.map((each) => exposureView(each, entry, sight)),
  };
}

function exposureView(exposure: RoverExposure, entry: KnownRover, { catalogue, watchers, yaml }: RoverSight): object {
  const { basePath, zone, blocks: values = {} } = exposure;
  const declaration = catalogue.current().declarations.get(basePath);
  const own = declaration?.declaredBy === entry.declaredBy ? declaration : undefined;
  const conditions = own ? [TAKEN, ...watchers.conditions(own)] : [refusal(declaration)];
  return {
    basepath: basePath,
    ...(zone !== undefined && { zone }),
    ...Object.fromEntries(
      yaml.blocks.flatMap((each) => (each.key in values ? [[each.key, each.view(values[each.key])]] : [])),
    ),
    conditions: conditions.map(conditionView),
  };
}

function problemView({ code, line, path, message }: RoverProblem): object {
  return { code, ...(line !== undefined && { line }), ...(path !== undefined && { path }), message };
}

const TAKEN: ExposureCondition = { source: 'catalogue', accepted: true, reason: 'Accepted' };

/** Why an exposure is not in the catalogue. */
function refusal(declaration: Declaration | undefined): ExposureCondition {
  const refused = { source: 'catalogue', accepted: false };
  if (declaration) return { ...refused, reason: 'BasePathConflict', message: `declared by ${declaration.declaredBy}` };
  return { ...refused, reason: 'MaximumReached', message: 'there are apis.maximum base paths already' };
}

function conditionView({ source, accepted, reason, message, lastProbe }: ExposureCondition): object {
  return {
    source,
    type: 'Accepted',
    status: accepted ? 'True' : 'False',
    reason,
    ...(message !== undefined && { message }),
    ...(lastProbe && { lastProbe: probeView(lastProbe) }),
  };
}

function probeView({ atMs, ...rest }: NonNullable<ExposureCondition['lastProbe']>): object {
  return { at: timeOf(atMs), ...rest };
}

function timeOf(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
