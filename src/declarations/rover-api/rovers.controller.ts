import { Controller, Delete, Get, Inject, Param, Put, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../accounts/access.guard.js';
import { QueryOf } from '../../platform/http/declared-input.pipe.js';
import { linkHeader } from '../../platform/http/page-links.js';
import { instanceOf } from '../../platform/http/problem.js';
import { ProblemDto } from '../../platform/http/problem.dto.js';
import { mediaTypeOf, readBody } from '../../platform/http/request-body.js';
import { Access } from '../../platform/http/route-access.js';
import { ROVERS, type KnownRover, type Rovers } from '../rovers.js';
import { prefersYaml, sendRovers } from './rover-answers.js';
import type { Preconditions } from './rover-preconditions.js';
import { unknownRover } from './rover-problems.js';
import { ROVER_SIGHT, roverView, type RoverSight } from './rover-view.js';
import { ROVER_WRITES, type RoverWrites } from './rover-writes.js';
import {
  BODY_TYPES,
  CONFLICT,
  ETAG,
  FORBIDDEN,
  FULL,
  IF_MATCH,
  IF_NONE_MATCH,
  INVALID,
  LIST_HEADERS,
  MAX_BODY_BYTES,
  NAME,
  NOT_MODIFIED,
  NOT_TAKEN,
  NOT_WRITTEN,
  PRECONDITION,
  ROVER,
  ROVER_BODY,
  ROVER_LIST,
  TOO_LARGE,
  TOO_MANY,
  UNAUTHORIZED,
  UNKNOWN,
  UNREADABLE,
  YAML_BODY,
} from './rovers-description.dto.js';
import { RoverDto } from './rovers.dto.js';
import { pageOf, RoversParameters, roversQueryOf } from './rovers-query.js';

@ApiExtraModels(ProblemDto)
@ApiTags('rovers')
@Controller('rovers')
export class RoversController {
  constructor(
    @Inject(ROVERS) private readonly rovers: Rovers,
    @Inject(ROVER_WRITES) private readonly writes: RoverWrites,
    @Inject(ROVER_SIGHT) private readonly sight: RoverSight,
  ) {}

  @Get()
  @Access('open')
  @ApiOperation({
    operationId: 'listRovers',
    summary: 'The Rovers, and how each exposure stands',
    description:
      'Of the directory and of the API, by name. Each exposure says who accepts it, and how its newest probe ended.',
  })
  @ApiOkResponse({ description: 'Those that match; none gives [].', schema: ROVER_LIST, headers: LIST_HEADERS })
  @ApiResponse(NOT_MODIFIED)
  async list(
    @QueryOf(RoversParameters) asked: RoversParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = roversQueryOf(asked);
    const { page, total, limit } = pageOf(this.rovers.list(), query);
    const links = { limit, offset: query.offset, total };
    void reply.header('x-total-count', String(total)).header('x-result-count', String(page.length));
    void reply.headers(linkHeader(request.url, links));
    const body = JSON.stringify(page.map((each) => this.#view(each)));
    await sendRovers({ status: 200, type: 'application/json', body }, request, reply);
  }

  @Get(':name')
  @Access('open')
  @ApiOperation({
    operationId: 'getRover',
    summary: 'One Rover',
    description: 'How each exposure stands; or, by Accept: application/yaml, the Rover itself.',
  })
  @ApiParam(NAME)
  @ApiOkResponse({
    description: 'The Rover.',
    headers: ETAG,
    content: {
      'application/json': { schema: ROVER },
      'application/yaml': YAML_BODY,
    },
  })
  @ApiResponse(NOT_MODIFIED)
  @ApiResponse(UNKNOWN)
  async one(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const entry = this.rovers.find(name);
    if (!entry) throw unknownRover(name);
    void reply.header('vary', 'accept');
    if (!prefersYaml(request.headers.accept)) return this.#sendView(200, entry, request, reply);
    const body = this.writes.kept(name)?.text || (await this.sight.yaml.writeInTurns(name, entry.exposures));
    await sendRovers({ status: 200, type: 'application/yaml', body, ...this.#version(entry) }, request, reply);
  }

  @Put(':name')
  @Access('token')
  @ApiSecurity('bearer')
  @ApiOperation({
    operationId: 'putRover',
    summary: 'Declares a Rover, or a new version of it',
    description:
      'The answer comes when it is kept for good. The token has to cover each base path, also of the version before.',
    requestBody: ROVER_BODY,
  })
  @ApiParam(NAME)
  @ApiHeader(IF_MATCH)
  @ApiHeader(IF_NONE_MATCH)
  @ApiProduces('application/json')
  @ApiOkResponse({ description: 'It is in force, or was already.', type: RoverDto, headers: ETAG })
  @ApiResponse({ status: 201, description: 'It is in force, and new.', type: RoverDto, headers: ETAG })
  @ApiResponse(UNREADABLE)
  @ApiResponse(UNAUTHORIZED)
  @ApiResponse(FORBIDDEN)
  @ApiResponse(CONFLICT)
  @ApiResponse(PRECONDITION)
  @ApiResponse(TOO_LARGE)
  @ApiResponse(NOT_TAKEN)
  @ApiResponse(INVALID)
  @ApiResponse(TOO_MANY)
  @ApiResponse(NOT_WRITTEN)
  @ApiResponse(FULL)
  async put(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const json = mediaTypeOf(request, BODY_TYPES) === 'application/json';
    const rover = await this.writes.read({ name, bytes: await readBody(request, MAX_BODY_BYTES), json });
    const writer = { principal: principalOf(request), preconditions: preconditionsOf(request) };
    const { action } = await this.writes.put(rover, writer);
    const address = instanceOf(request.url);
    void reply.header('content-location', address);
    if (action === 'created') void reply.header('location', address);
    return this.#sendView(action === 'created' ? 201 : 200, this.rovers.find(name)!, request, reply);
  }

  @Delete(':name')
  @Access('token')
  @ApiSecurity('bearer')
  @ApiOperation({
    operationId: 'deleteRover',
    summary: 'Withdraws a Rover that came by the API',
    description: 'Its base paths are not watched any more, unless somebody else declares them or a source sees them.',
  })
  @ApiParam(NAME)
  @ApiHeader(IF_MATCH)
  @ApiResponse({ status: 204, description: 'It is gone for good.' })
  @ApiResponse(UNAUTHORIZED)
  @ApiResponse(FORBIDDEN)
  @ApiResponse(UNKNOWN)
  @ApiResponse(CONFLICT)
  @ApiResponse(PRECONDITION)
  @ApiResponse(TOO_MANY)
  @ApiResponse(NOT_WRITTEN)
  @ApiResponse(FULL)
  async remove(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.writes.remove(name, { principal: principalOf(request), preconditions: preconditionsOf(request) });
    await reply.status(204).send();
  }

  #sendView(status: number, entry: KnownRover, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const body = JSON.stringify(this.#view(entry));
    return sendRovers({ status, type: 'application/json', body, ...this.#version(entry) }, request, reply);
  }

  #version({ name }: KnownRover): { version?: string } {
    const tag = this.writes.kept(name)?.tag;
    return tag === undefined || tag === '' ? {} : { version: tag };
  }

  #view(entry: KnownRover): object {
    return roverView(entry, this.sight);
  }
}

function preconditionsOf({ headers }: FastifyRequest): Preconditions {
  return { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
}
