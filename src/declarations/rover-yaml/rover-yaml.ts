import { atOnce, inTurns } from '../../platform/clock/in-turns.js';
import { token } from '../../platform/injection/token.js';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import type { YamlLimits } from '../../platform/yaml/yaml-limits.js';
import type { RoverExposure } from '../rover-entry.js';
import { readingRover, type RoverReading } from './rover-document.js';
import { writingRover } from './rover-text.js';

export const ROVER_YAML = token<RoverYaml>('RoverYaml');

/** Reads and writes Rovers, with the blocks that the kinds of source bring. */
export class RoverYaml {
  constructor(readonly blocks: readonly ExposureBlock[]) {}

  /** What a text declares, or all that is wrong with it. */
  read(bytes: Uint8Array, limits?: YamlLimits): RoverReading {
    return atOnce(readingRover(bytes, this.blocks, limits));
  }

  /** Likewise, with turns of the event loop in between: the slowest text takes a tenth of a second. */
  readInTurns(bytes: Uint8Array, limits?: YamlLimits): Promise<RoverReading> {
    return inTurns(readingRover(bytes, this.blocks, limits));
  }

  /** A Rover as YAML: reading it gives equal exposures. */
  write(name: string, exposures: readonly RoverExposure[]): string {
    return atOnce(writingRover(name, exposures, this.blocks));
  }

  /** Likewise, with turns of the event loop in between. */
  writeInTurns(name: string, exposures: readonly RoverExposure[]): Promise<string> {
    return inTurns(writingRover(name, exposures, this.blocks));
  }
}
