import { ApiProperty } from '@nestjs/swagger';

/** How an exposure is probed; the source chooses what is absent. */
export class PulseViewDto {
  @ApiProperty({ type: Boolean, example: true, description: 'Whether its team lets it be probed.' })
  enabled!: boolean;

  @ApiProperty({ type: String, maxLength: 2_048, required: false, example: '/health', description: 'What is asked.' })
  path?: string;

  @ApiProperty({ enum: ['GET', 'HEAD', 'OPTIONS', 'POST'], example: 'GET', description: 'By which method.' })
  method!: string;

  @ApiProperty({ type: String, maxLength: 40, required: false, example: '15s', description: 'Between two probes.' })
  interval?: string;

  @ApiProperty({ type: String, maxLength: 40, required: false, example: '5s', description: 'For one whole probe.' })
  timeout?: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 3, example: 0, description: 'More tries of a failed one.' })
  retries!: number;

  @ApiProperty({ type: Boolean, example: true, description: 'Whether probes count as evidence.' })
  record!: boolean;
}
