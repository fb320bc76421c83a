import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Registry } from 'prom-client';
import { CLOCK, type Clock } from '../clock/clock.js';
import { ComputedPage } from '../http/computed-page.js';
import { Access } from '../http/route-access.js';
import { METRICS } from './metrics.js';

@ApiTags('operation')
@Access('open')
@Controller('metrics')
export class MetricsController {
  readonly #page: ComputedPage;

  constructor(@Inject(METRICS) registry: Registry, @Inject(CLOCK) clock: Clock) {
    this.#page = new ComputedPage(clock, () => registry.metrics());
  }

  @Get()
  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'Metrics of Heartbeat itself',
    description: 'For Prometheus; docs/metrics.md describes them. No API is named in them.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'Prometheus text format 0.0.4; at most a second old.',
    schema: { type: 'string', example: 'heartbeat_base_paths{status="UP"} 12\n' },
  })
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  metrics(): Promise<string> {
    return this.#page.text();
  }
}
