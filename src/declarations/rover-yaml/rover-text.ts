import { stringify } from 'yaml';
import { FOREIGN_YAML, type YamlLimits } from '../../platform/yaml/yaml-limits.js';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import type { RoverExposure } from '../rover-entry.js';

/** Our own text may hold more values than the one that was sent: it has no anchors. */
export const OWN_ROVER_YAML: YamlLimits = { ...FOREIGN_YAML, maxNodes: 100_000, maxAliases: 0, maxDocuments: 1 };

/**
 * A Rover as YAML in the flat form, of what Heartbeat understands and nothing else: secrets and fields of other owners
 * cannot be in it. Equal exposures give equal texts.
 */
export function roverText(name: string, exposures: readonly RoverExposure[], blocks: readonly ExposureBlock[]): string {
  const { zone, environment } = exposures[0] ?? {};
  const labels = environment === undefined ? {} : { labels: { 'cp.ei.telekom.de/environment': environment } };
  const rover = {
    apiVersion: 'tcp.ei.telekom.de/v1',
    kind: 'Rover',
    metadata: { name, ...labels },
    spec: {
      ...(zone !== undefined && { zone }),
      exposures: exposures.map(({ basePath, blocks: values = {} }) => ({
        basePath,
        ...Object.fromEntries(
          blocks.flatMap((block) => (block.key in values ? [[block.key, block.write(values[block.key])]] : [])),
        ),
      })),
    },
  };
  return stringify(rover, { lineWidth: 0, aliasDuplicateObjects: false });
}
