import { formatDuration } from '../../platform/settings/duration.js';
import type { Catalogue, Declaration } from '../../catalogue/catalogue.js';
import type { RoverEntry } from '../declared-rovers.js';
import type { ExposureCondition, ExposureWatchers } from '../../catalogue/exposure-watchers.js';
import type { PulseDeclaration } from '../../sources/pulse/pulse-declaration.js';
import type { Exposure } from '../rover-files.js';

/** What an entry is shown by. */
export interface RoverSight {
  readonly catalogue: Catalogue;
  readonly watchers: ExposureWatchers;
}

/** A Rover as `GET /rovers` shows it: no header, body or secret name of its probes. */
export function roverView(entry: RoverEntry, sight: RoverSight): object {
  const { name, origin, file, condition, sinceMs, problems, exposures } = entry;
  return {
    name,
    origin,
    ...(file !== undefined && { file }),
    condition,
    since: timeOf(sinceMs),
    problems,
    exposures: exposures.map((each) => exposureView(each, entry, sight)),
  };
}

function exposureView(exposure: Exposure, entry: RoverEntry, { catalogue, watchers }: RoverSight): object {
  const { basePath, zone, pulse } = exposure;
  const declaration = catalogue.current().declarations.get(basePath);
  const own = declaration?.declaredBy === entry.declaredBy && !entry.nameTaken ? declaration : undefined;
  const conditions = own ? [TAKEN, ...watchers.conditions(own)] : [refusal(entry, declaration)];
  return {
    basepath: basePath,
    ...(zone !== undefined && { zone }),
    ...(pulse && { pulse: pulseView(pulse) }),
    conditions: conditions.map(conditionView),
  };
}

const TAKEN: ExposureCondition = { source: 'catalogue', accepted: true, reason: 'Accepted' };

/** Why an exposure is not in the catalogue. */
function refusal({ nameTaken }: RoverEntry, declaration: Declaration | undefined): ExposureCondition {
  const refused = { source: 'catalogue', accepted: false };
  if (nameTaken) return { ...refused, reason: 'NameConflict', message: 'a Rover of this name came by the API' };
  if (declaration) return { ...refused, reason: 'BasePathConflict', message: `declared by ${declaration.declaredBy}` };
  return { ...refused, reason: 'MaximumReached', message: 'there are apis.maximum base paths already' };
}

function pulseView({ enabled, path, method, intervalMs, timeoutMs, retries, record }: PulseDeclaration): object {
  return {
    enabled,
    ...(path !== undefined && { path }),
    method,
    ...(intervalMs !== undefined && { interval: formatDuration(intervalMs) }),
    ...(timeoutMs !== undefined && { timeout: formatDuration(timeoutMs) }),
    retries,
    record,
  };
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
