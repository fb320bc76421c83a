import { ApiProperty } from '@nestjs/swagger';
import { REASONS, STATUSES, type Reason, type Status } from '../evaluation/heartbeat.js';

const EXAMPLE = '/eni/echo/v1';

/** What is served for one base path. */
export class HeartbeatDto {
  @ApiProperty({ type: String, example: EXAMPLE })
  basepath!: string;

  @ApiProperty({ enum: STATUSES, example: 'UP' })
  status!: Status;
}

/** The span the totals cover. */
export class WindowDto {
  @ApiProperty({ type: String, format: 'date-time' })
  from!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  to!: string;
}

/** Totals of the last minute: where a recovery is seen first. */
export class LastMinuteDto {
  @ApiProperty({ type: 'integer', minimum: 0 })
  requests!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  failures!: number;
}

/** What may have happened besides the requests that were counted. */
export class UncertainDto {
  @ApiProperty({ type: 'integer', minimum: 0, example: 0, description: 'More requests that may have succeeded.' })
  successes!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 0,
    description: 'More requests that may have failed; the same request may be in successes, too.',
  })
  failures!: number;
}

/** What one source knows. */
export class EvidenceDto {
  @ApiProperty({ type: String, example: 'edge' })
  source!: string;

  @ApiProperty({ enum: ['traffic', 'synthetic'] })
  kind!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  requests!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  failures!: number;

  @ApiProperty({ type: UncertainDto, description: 'What this source may have missed.' })
  uncertain!: UncertainDto;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Time of the newest evidence.' })
  asOf!: string | null;

  @ApiProperty({ type: String, required: false, example: 'connection-refused: nothing listens at the address' })
  problem?: string;
}

/** A heartbeat and the numbers that decided it. */
export class HeartbeatDetailsDto extends HeartbeatDto {
  @ApiProperty({ enum: REASONS, example: 'success-ratio' })
  reason!: Reason;

  @ApiProperty({ type: String, format: 'date-time', description: 'Time of the last status change.' })
  since!: string;

  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1, description: 'null without requests' })
  successRatio!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  requests!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  failures!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 3,
    description: 'Of the successes, those that the gateway answered with a 4xx; 0 where the sources do not tell.',
  })
  clientErrors!: number;

  @ApiProperty({
    type: UncertainDto,
    description: 'What may have happened besides; UP and DOWN hold whatever of it did.',
  })
  uncertain!: UncertainDto;

  @ApiProperty({ type: WindowDto })
  window!: WindowDto;

  @ApiProperty({ type: LastMinuteDto })
  lastMinute!: LastMinuteDto;

  @ApiProperty({ type: [EvidenceDto] })
  evidence!: EvidenceDto[];
}

const TEXT = { schema: { type: 'string' } };

const CACHE_HEADERS = {
  ETag: { ...TEXT, description: 'Strong; another one for each content coding. For If-None-Match.' },
  'Cache-Control': {
    ...TEXT,
    description: 'max-age: seconds until the next evaluation, or until a verdict is stale; must-revalidate.',
  },
};

const COUNT = { schema: { type: 'integer', minimum: 0 } };

/** Headers of a list of heartbeats. */
export const LIST_HEADERS = {
  ...CACHE_HEADERS,
  'X-Total-Count': { ...COUNT, description: 'Heartbeats that match.' },
  'X-Result-Count': { ...COUNT, description: 'Heartbeats in this answer.' },
  Link: { ...TEXT, description: 'First, prev, next and last page (RFC 8288), where limit is given.' },
};
