import { ApiProperty } from '@nestjs/swagger';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import { ROVER_CONDITIONS } from '../rover-entry.js';

/** One mistake in a Rover. */
export class RoverProblemDto {
  @ApiProperty({ type: String, example: 'BASE_PATH' })
  code!: string;

  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  line?: number;

  @ApiProperty({ type: String, required: false, example: 'spec.exposures[0].basePath' })
  path?: string;

  @ApiProperty({ type: String })
  message!: string;
}

/** The newest probe of an exposure. */
export class LastProbeDto {
  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;

  @ApiProperty({ enum: ['success', 'failure', 'unobserved'] })
  outcome!: string;

  @ApiProperty({ type: 'integer', required: false, example: 200 })
  status?: number;

  @ApiProperty({ type: Number, minimum: 0 })
  durationMs!: number;

  @ApiProperty({ type: String })
  detail!: string;
}

/** Whether the catalogue or a source accepts an exposure. */
export class ExposureConditionDto {
  @ApiProperty({ type: String, example: 'catalogue', description: 'catalogue, or the name of a source.' })
  source!: string;

  @ApiProperty({ enum: ['Accepted'] })
  type!: string;

  @ApiProperty({ enum: ['True', 'False'] })
  status!: string;

  @ApiProperty({ type: String, example: 'Accepted', description: 'A stable word; see docs/rover.md.' })
  reason!: string;

  @ApiProperty({ type: String, required: false })
  message?: string;

  @ApiProperty({ type: LastProbeDto, required: false })
  lastProbe?: LastProbeDto;
}

/** One API that a Rover exposes. */
export class ExposureDto {
  @ApiProperty({ type: String, example: '/eni/echo/v1' })
  basepath!: string;

  @ApiProperty({ type: String, required: false, example: 'dataplane1' })
  zone?: string;

  @ApiProperty({ type: [ExposureConditionDto] })
  conditions!: ExposureConditionDto[];
}

let exampleBlocks = '';

/** A Rover as an example, with every kind of block that has been described. */
export function exampleRover(): string {
  return `apiVersion: tcp.ei.telekom.de/v1
kind: Rover
metadata: { name: eni-echo }
spec:
  zone: dataplane1
  exposures:
    - basePath: /eni/echo/v1
${exampleBlocks}`;
}

/** Adds what is shown of each kind of block to the description of an exposure, and to the example. */
export async function describeBlocks(blocks: readonly ExposureBlock[]): Promise<void> {
  exampleBlocks = blocks.map(({ key, example }) => `      ${key}: ${example}\n`).join('');
  for (const { key, viewClass } of blocks)
    ApiProperty({ type: await viewClass(), required: false })(ExposureDto.prototype, key);
}

/** A Rover and how it stands. */
export class RoverDto {
  @ApiProperty({ type: String, example: 'eni-echo' })
  name!: string;

  @ApiProperty({ type: String, example: 'file', description: 'By which origin it came: file, api.' })
  origin!: string;

  @ApiProperty({ type: String, required: false, example: 'echo.yaml', description: 'Where it comes from a file.' })
  file?: string;

  @ApiProperty({
    enum: ROVER_CONDITIONS,
    description: 'Whether it is in force as it stands; else its last good version is.',
  })
  condition!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'Since when it stands so; of the API: when it was written.',
  })
  since!: string;

  @ApiProperty({ type: [RoverProblemDto] })
  problems!: RoverProblemDto[];

  @ApiProperty({ type: [ExposureDto] })
  exposures!: ExposureDto[];
}
