import { stringify } from 'yaml';
import { FOREIGN_YAML, type YamlLimits } from '../../platform/yaml/yaml-limits.js';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import type { RoverExposure } from '../rover-entry.js';

/** Our own text may hold more values than the one that was sent: it has no anchors. */
export const OWN_ROVER_YAML: YamlLimits = { ...FOREIGN_YAML, maxNodes: 100_000, maxAliases: 0, maxDocuments: 1 };

const EXPOSURES_A_STEP = 32;

/**
 * A Rover as YAML in the flat form, of what Heartbeat understands and nothing else: secrets and fields of other owners
 * cannot be in it. Equal exposures give equal texts. Written in steps.
 */
export function* writingRover(
  name: string,
  exposures: readonly RoverExposure[],
  blocks: readonly ExposureBlock[],
): Generator<void, string> {
  const { zone, environment } = exposures[0] ?? {};
  const labels = environment === undefined ? {} : { labels: { 'cp.ei.telekom.de/environment': environment } };
  const head = { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', metadata: { name, ...labels } };
  const zoned = zone === undefined ? {} : { zone };
  const empty = yamlOf({ ...head, spec: { ...zoned, exposures: [] } });
  if (exposures.length === 0) return empty;
  const parts = [empty.replace(/ \[\]\n$/, '\n')];
  for (let first = 0; first < exposures.length; first += EXPOSURES_A_STEP) {
    const some = exposures.slice(first, first + EXPOSURES_A_STEP).map((each) => plainExposure(each, blocks));
    parts.push(yamlOf({ spec: { exposures: some } }).slice(ABOVE_EXPOSURES.length));
    yield;
  }
  return parts.join('');
}

const ABOVE_EXPOSURES = 'spec:\n  exposures:\n';

function plainExposure({ basePath, blocks: values = {} }: RoverExposure, blocks: readonly ExposureBlock[]): object {
  const written = blocks.flatMap((block) =>
    block.key in values ? [[block.key, block.write(values[block.key])] as const] : [],
  );
  return { basePath, ...Object.fromEntries(written) };
}

function yamlOf(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
