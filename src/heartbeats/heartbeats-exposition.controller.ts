import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../platform/http/route-access.js';
import { token } from '../platform/injection/token.js';
import type { HeartbeatsExposition } from './heartbeats-exposition.js';

export const HEARTBEATS_EXPOSITION = token<HeartbeatsExposition>('HeartbeatsExposition');

const EXAMPLE = 'heartbeat_status{basepath="/eni/echo/v1",status="UP"} 1\n';

@ApiTags('operation')
@Access('open')
@Controller('metrics/heartbeats')
export class HeartbeatsExpositionController {
  constructor(@Inject(HEARTBEATS_EXPOSITION) private readonly exposition: HeartbeatsExposition) {}

  @Get()
  @ApiOperation({
    operationId: 'getHeartbeatMetrics',
    summary: 'Metrics of each base path',
    description:
      'For Prometheus: its status, and the requests of traffic as counters. Five series for each; docs/alerting.md.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'Prometheus text format 0.0.4, streamed',
    schema: { type: 'string', example: EXAMPLE },
  })
  async page(@Req() { method }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.headers({ 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' });
    if (method === 'HEAD') await reply.send();
    else await reply.send(Readable.from(this.exposition.chunks(), { objectMode: false }));
  }
}
