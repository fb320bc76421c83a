import { ApiProperty } from '@nestjs/swagger';
import type { ExposureBlock } from '../../catalogue/exposure-block.js';
import { ROVER_CONDITIONS } from '../rover-entry.js';

const TIME = { type: String, format: 'date-time', maxLength: 24 } as const;

/** One mistake in a Rover. */
export class RoverProblemDto {
  @ApiProperty({ type: String, maxLength: 60, example: 'BASE_PATH', description: 'A stable word; see docs/rover.md.' })
  code!: string;

  @ApiProperty({ type: 'integer', minimum: 1, required: false, example: 7, description: 'Where in the text.' })
  line?: number;

  @ApiProperty({
    type: String,
    maxLength: 1_000,
    required: false,
    example: 'spec.exposures[0].basePath',
    description: 'Where in the document.',
  })
  path?: string;

  @ApiProperty({
    type: String,
    maxLength: 1_000,
    example: 'is "eni/echo"; allowed: a path such as /eni/echo/v1',
    description: 'What is wrong and what is allowed.',
  })
  message!: string;
}

/** The newest probe of an exposure. */
export class LastProbeDto {
  @ApiProperty({ ...TIME, example: '2026-11-21T08:59:55.000Z', description: 'When it was made.' })
  at!: string;

  @ApiProperty({
    enum: ['success', 'failure', 'unobserved'],
    example: 'success',
    description: 'unobserved: it says nothing about the API.',
  })
  outcome!: string;

  @ApiProperty({ type: 'integer', required: false, minimum: 100, maximum: 999, example: 200, description: 'Answered.' })
  status?: number;

  @ApiProperty({ type: Number, minimum: 0, example: 12.5, description: 'How long it took, ms.' })
  durationMs!: number;

  @ApiProperty({ type: String, maxLength: 1_000, example: 'answered 200', description: 'How it ended, in words.' })
  detail!: string;
}

/** Whether the catalogue or a source accepts an exposure. */
export class ExposureConditionDto {
  @ApiProperty({
    type: String,
    maxLength: 100,
    example: 'catalogue',
    description: 'catalogue, or the name of a source.',
  })
  source!: string;

  @ApiProperty({ enum: ['Accepted'], example: 'Accepted', description: 'What is told: whether it is accepted.' })
  type!: string;

  @ApiProperty({ enum: ['True', 'False'], example: 'True', description: 'Whether it is so.' })
  status!: string;

  @ApiProperty({
    type: String,
    maxLength: 100,
    example: 'Accepted',
    description: 'A stable word; see docs/rover.md.',
  })
  reason!: string;

  @ApiProperty({
    type: String,
    maxLength: 1_000,
    required: false,
    example: 'declared by echo.yaml',
    description: 'The same in words.',
  })
  message?: string;

  @ApiProperty({ type: LastProbeDto, required: false, description: 'Of a source that probes.' })
  lastProbe?: LastProbeDto;
}

/** One API that a Rover exposes. */
export class ExposureDto {
  @ApiProperty({ type: String, maxLength: 512, example: '/eni/echo/v1', description: 'The path prefix of the API.' })
  basepath!: string;

  @ApiProperty({
    type: String,
    maxLength: 512,
    required: false,
    example: 'dataplane1',
    description: 'Which gateway it is on.',
  })
  zone?: string;

  @ApiProperty({ type: [ExposureConditionDto], maxItems: 100, description: 'How it stands with each that has a say.' })
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
  @ApiProperty({
    type: String,
    maxLength: 300,
    example: 'eni-echo',
    description: 'metadata.name; of a file, its name.',
  })
  name!: string;

  @ApiProperty({ type: String, maxLength: 100, example: 'file', description: 'By which origin it came: file, api.' })
  origin!: string;

  @ApiProperty({
    type: String,
    maxLength: 1_000,
    required: false,
    example: 'echo.yaml',
    description: 'Where it comes from a file.',
  })
  file?: string;

  @ApiProperty({
    enum: ROVER_CONDITIONS,
    example: 'Accepted',
    description: 'Whether it is in force as it stands; else its last good version is.',
  })
  condition!: string;

  @ApiProperty({
    ...TIME,
    example: '2026-11-21T07:12:30.000Z',
    description: 'Since when it stands so; of the API: when it was written.',
  })
  since!: string;

  @ApiProperty({ type: [RoverProblemDto], maxItems: 2_000, description: 'What is wrong with its newest version.' })
  problems!: RoverProblemDto[];

  @ApiProperty({ type: [ExposureDto], maxItems: 5_000, description: 'The APIs of the version in force.' })
  exposures!: ExposureDto[];
}
