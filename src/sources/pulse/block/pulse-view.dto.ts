import { ApiProperty } from '@nestjs/swagger';

/** How an exposure is probed; the source chooses what is absent. */
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
