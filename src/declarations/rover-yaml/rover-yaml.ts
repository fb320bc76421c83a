import { token } from '../../platform/injection/token.js';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import type { YamlLimits } from '../../platform/yaml/yaml-limits.js';
import type { RoverExposure } from '../rover-entry.js';
import { readRover, type RoverReading } from './rover-document.js';
import { roverText } from './rover-text.js';

export const ROVER_YAML = token<RoverYaml>('RoverYaml');

/** Reads and writes Rovers, with the blocks that the kinds of source bring. */
export class RoverYaml {
  constructor(readonly blocks: readonly ExposureBlock[]) {}

  /** What a text declares, or all that is wrong with it. */
  read(bytes: Uint8Array, limits?: YamlLimits): RoverReading {
    return readRover(bytes, this.blocks, limits);
  }

  /** A Rover as YAML: reading it gives equal exposures. */
  write(name: string, exposures: readonly RoverExposure[]): string {
    return roverText(name, exposures, this.blocks);
  }
}
