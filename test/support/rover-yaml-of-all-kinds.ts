import { RoverYaml } from '../../src/declarations/rover-yaml/rover-yaml.js';
import { EXPOSURE_BLOCKS } from '../../src/sources/source-kinds.js';

/** Rovers with the blocks of all kinds of source, as the service reads them. */
export const ROVER_YAML_OF_ALL_KINDS = new RoverYaml(EXPOSURE_BLOCKS);
