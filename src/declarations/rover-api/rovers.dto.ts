import { ApiProperty } from '@nestjs/swagger';
import { ROVER_CONDITIONS } from '../rover-files.js';

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

/** What the catalogue or a source makes of an exposure. */
export class ExposureConditionDto {
  @ApiProperty({ type: String, example: 'pulse', description: 'catalogue, or the name of a source.' })
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

/** How an exposure is probed; what is absent is the source's to choose. */
export class PulseViewDto {
  @ApiProperty({ type: Boolean })
  enabled!: boolean;

  @ApiProperty({ type: String, required: false, example: '/health' })
  path?: string;

  @ApiProperty({ enum: ['GET', 'HEAD', 'OPTIONS', 'POST'] })
  method!: string;

  @ApiProperty({ type: String, required: false, example: '15s' })
  interval?: string;

  @ApiProperty({ type: String, required: false, example: '5s' })
  timeout?: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 3 })
  retries!: number;

  @ApiProperty({ type: Boolean, description: 'Whether probes count as evidence.' })
  record!: boolean;
}

/** One API that a Rover exposes. */
export class ExposureDto {
  @ApiProperty({ type: String, example: '/eni/echo/v1' })
  basepath!: string;

  @ApiProperty({ type: String, required: false, example: 'dataplane1' })
  zone?: string;

  @ApiProperty({ type: PulseViewDto, required: false })
  pulse?: PulseViewDto;

  @ApiProperty({ type: [ExposureConditionDto] })
  conditions!: ExposureConditionDto[];
}

/** A Rover and how it stands. */
export class RoverDto {
  @ApiProperty({ type: String, example: 'eni-echo' })
  name!: string;

  @ApiProperty({ enum: ['file', 'api'] })
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
