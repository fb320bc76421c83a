import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DRAIN, type Drain } from '../http/drain.js';
import { Access } from '../http/route-access.js';
import { READINESS, type Readiness } from './readiness.js';

const OK = {
  description: 'It is.',
  schema: {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: ['ok'], example: 'ok' } },
  },
};
const NOT_READY = {
  description: 'It is not, and why.',
  schema: {
    type: 'object',
    required: ['status', 'reason'],
    properties: {
      status: { type: 'string', enum: ['not ready'], example: 'not ready' },
      reason: { type: 'string', maxLength: 300, example: 'draining' },
    },
  },
};

@ApiTags('operation')
@Access('open')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(DRAIN) private readonly drain: Drain,
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Liveness', description: 'Answers while the event loop runs.' })
  @ApiOkResponse(OK)
  live(): object {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'Readiness',
    description: 'Not ready while draining, and before the first evaluation.',
  })
  @ApiOkResponse(OK)
  @ApiServiceUnavailableResponse(NOT_READY)
  ready(@Res() reply: FastifyReply): void {
    const reason = this.drain.draining ? 'draining' : this.readiness.notReadyBecause();
    void reply
      .status(reason === undefined ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(reason === undefined ? { status: 'ok' } : { status: 'not ready', reason });
  }
}
