import { ApiProperty } from '@nestjs/swagger';
import { REASONS, STATUSES, type Reason, type Status } from '../evaluation/heartbeat.js';

const EXAMPLE = '/eni/echo/v1';
const TIME = { type: String, format: 'date-time', maxLength: 24 } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;

/** What is served for one base path. */
export class HeartbeatDto {
  @ApiProperty({
    type: String,
    maxLength: 512,
    example: EXAMPLE,
    description: 'The path prefix that identifies an API.',
  })
  basepath!: string;

  @ApiProperty({ enum: STATUSES, example: 'UP', description: 'UNKNOWN: the evidence does not say.' })
  status!: Status;
}

/** The span the totals cover. */
export class WindowDto {
  @ApiProperty({ ...TIME, example: '2026-11-21T08:55:00.000Z', description: 'Where it begins.' })
  from!: string;

  @ApiProperty({ ...TIME, example: '2026-11-21T09:00:00.000Z', description: 'When it was evaluated.' })
  to!: string;
}

/** Totals of the last minute: where a recovery is seen first. */
export class LastMinuteDto {
  @ApiProperty({ ...COUNT, example: 40, description: 'Requests of the last minute.' })
  requests!: number;

  @ApiProperty({ ...COUNT, example: 0, description: 'Those of them that failed.' })
  failures!: number;
}

/** What may have happened besides the requests that were counted. */
export class UncertainDto {
  @ApiProperty({ ...COUNT, example: 0, description: 'More requests that may have succeeded.' })
  successes!: number;

  @ApiProperty({
    ...COUNT,
    example: 0,
    description: 'More requests that may have failed; the same request may be in successes, too.',
  })
  failures!: number;
}

/** What one source knows. */
export class EvidenceDto {
  @ApiProperty({
    type: String,
    maxLength: 100,
    example: 'edge',
    description: 'The name of the source in the settings.',
  })
  source!: string;

  @ApiProperty({
    enum: ['traffic', 'synthetic'],
    example: 'traffic',
    description: 'Requests of consumers, or probes.',
  })
  kind!: string;

  @ApiProperty({ ...COUNT, example: 200, description: 'Requests in the window.' })
  requests!: number;

  @ApiProperty({ ...COUNT, example: 4, description: 'Those of them that failed.' })
  failures!: number;

  @ApiProperty({ type: UncertainDto, description: 'What this source may have missed.' })
  uncertain!: UncertainDto;

  @ApiProperty({
    ...TIME,
    nullable: true,
    example: '2026-11-21T08:59:55.000Z',
    description: 'Time of the newest evidence; null where there never was any.',
  })
  asOf!: string | null;

  @ApiProperty({
    type: String,
    maxLength: 400,
    required: false,
    example: 'connection-refused: nothing listens at the address',
    description: 'What is wrong with the source or with what it says of this base path.',
  })
  problem?: string;
}

/** A heartbeat and the numbers that decided it. */
export class HeartbeatDetailsDto extends HeartbeatDto {
  @ApiProperty({ enum: REASONS, example: 'success-ratio', description: 'Why it has this status.' })
  reason!: Reason;

  @ApiProperty({ ...TIME, example: '2026-11-21T07:12:30.000Z', description: 'Time of the last status change.' })
  since!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    example: 0.98,
    description: 'The share of requests that succeeded, rounded down to four decimals; null without requests.',
  })
  successRatio!: number | null;

  @ApiProperty({ ...COUNT, example: 200, description: 'Requests that decided.' })
  requests!: number;

  @ApiProperty({ ...COUNT, example: 4, description: 'Those of them that failed.' })
  failures!: number;

  @ApiProperty({
    ...COUNT,
    example: 3,
    description: 'Of the successes, those that the gateway answered with a 4xx; 0 where the sources do not tell.',
  })
  clientErrors!: number;

  @ApiProperty({
    type: UncertainDto,
    description: 'What may have happened besides; UP and DOWN hold whatever of it did.',
  })
  uncertain!: UncertainDto;

  @ApiProperty({ type: WindowDto, description: 'The span that the counts cover.' })
  window!: WindowDto;

  @ApiProperty({ type: LastMinuteDto, description: 'The newest part of it.' })
  lastMinute!: LastMinuteDto;

  @ApiProperty({ type: [EvidenceDto], maxItems: 50, description: 'What each source knows.' })
  evidence!: EvidenceDto[];
}

const CACHE_HEADERS = {
  ETag: {
    schema: { type: 'string', maxLength: 40, example: '"9Jq0Qk1mC5pO3y7dWbB0sA"' },
    description: 'Strong; another one for each content coding. For If-None-Match.',
  },
  'Cache-Control': {
    schema: { type: 'string', maxLength: 40, example: 'max-age=4, must-revalidate' },
    description: 'max-age: seconds until the next evaluation, or until a verdict is stale; must-revalidate.',
  },
};

const NUMBER = { schema: { ...COUNT, example: 1 } };

/** Headers of a list of heartbeats. */
export const LIST_HEADERS = {
  ...CACHE_HEADERS,
  'X-Total-Count': { ...NUMBER, description: 'Heartbeats that match.' },
  'X-Result-Count': { ...NUMBER, description: 'Heartbeats in this answer.' },
  Link: {
    schema: { type: 'string', maxLength: 4_096, example: '</heartbeats?limit=100&offset=0>; rel="first"' },
    description: 'First, prev, next and last page (RFC 8288), of what is given a page at a time.',
  },
};
