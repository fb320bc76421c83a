import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CATALOGUE, type Catalogue } from '../../catalogue/catalogue.js';
import { Access } from '../../platform/http/route-access.js';
import type { Source } from '../evidence.js';
import { SOURCES } from '../source-runner.service.js';
import { EchoSource } from './echo.source.js';

@ApiTags('echo')
@Access('open')
@Controller('echo')
export class EchoController {
  constructor(
    @Inject(SOURCES) private readonly sources: readonly Source[],
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What is echoed' })
  @ApiOkResponse({ description: 'All of it.', type: [String] })
  list(): string[] {
    const echoes = this.sources.filter((each) => each instanceof EchoSource);
    const declared = [...this.catalogue.current().declarations.values()];
    return declared.flatMap((each) => echoes.flatMap((source) => source.echoOf(each) ?? []));
  }
}
