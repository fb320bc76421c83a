import { Controller, Delete, Get, Inject, Param, Put, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../accounts/access.guard.js';
import { QueryOf } from '../../platform/http/declared-input.pipe.js';
import { linkHeader } from '../../platform/http/page-links.js';
import { instanceOf } from '../../platform/http/problem.js';
import { ProblemDto, problemResponse } from '../../platform/http/problem.dto.js';
import { mediaTypeOf, readBody } from '../../platform/http/request-body.js';
import { Access } from '../../platform/http/route-access.js';
import { ROVERS, type KnownRover, type Rovers } from '../rovers.js';
import { prefersYaml, sendRovers, YAML_TYPES } from './rover-answers.js';
import type { Preconditions } from './rover-preconditions.js';
import { unknownRover } from './rover-problems.js';
import { ROVER_SIGHT, roverView, type RoverSight } from './rover-view.js';
import { ROVER_WRITES, type RoverWrites } from './rover-writes.js';
import { exampleRover, RoverDto } from './rovers.dto.js';
import { pageOf, RoversParameters, roversQueryOf } from './rovers-query.js';

const MAX_BODY_BYTES = 256 * 1024;
const TEXT = { schema: { type: 'string' } };
const COUNT = { schema: { type: 'integer', minimum: 0 } };
const ETAG = { ETag: { ...TEXT, description: 'Strong. For If-None-Match, and for If-Match of a write.' } };
const LIST_HEADERS = {
  ...ETAG,
  'X-Total-Count': { ...COUNT, description: 'Rovers that match.' },
  'X-Result-Count': { ...COUNT, description: 'Rovers in this answer.' },
  Link: { ...TEXT, description: 'First, prev, next and last page (RFC 8288).' },
};
const NAME = { name: 'name', description: 'metadata.name of the Rover', example: 'eni-echo' };
const NOT_MODIFIED = { status: 304, description: 'Nothing changed since the ETag in If-None-Match.' };
const UNKNOWN = { status: 404, ...problemResponse('There is no Rover of that name.') };
const UNAUTHORIZED = { status: 401, ...problemResponse('No token, or none of access.tokens; see WWW-Authenticate.') };
const FORBIDDEN = {
  status: 403,
  ...problemResponse('access.tokens is not set, or the token does not cover a base path.'),
};
const CONFLICT = {
  status: 409,
  ...problemResponse('The name or a base path belongs to somebody else; fields says whom.'),
};
const PRECONDITION = { status: 412, ...problemResponse('If-Match or If-None-Match names another version.') };
const TOO_MANY_WRONG = { status: 429, ...problemResponse('Too many wrong tokens; see Retry-After.') };
const NOT_KEPT = { status: 503, ...problemResponse('The data folder cannot be written; the old version is in force.') };
const NO_ROOM = { status: 507, ...problemResponse('There is no room for it; the old version is in force.') };
const JSON_BODY = { schema: { type: 'object' } };
/** The example is written when the API document is: by then the blocks are known. */
const YAML_BODY = {
  schema: { type: 'string' },
  get example(): string {
    return exampleRover();
  },
};
const ROVER_BODY = {
  required: true,
  description: 'One Rover, as in a file; at most 256 KiB.',
  content: { ...Object.fromEntries(YAML_TYPES.map((type) => [type, YAML_BODY])), 'application/json': JSON_BODY },
};

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
  @ApiOperation({ summary: 'The Rovers of the directory and of the API, by name, and how each exposure stands' })
  @ApiOkResponse({ description: 'Those that match; none gives [].', type: [RoverDto], headers: LIST_HEADERS })
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
  @ApiOperation({ summary: 'One Rover and how each exposure stands; or the Rover itself, as YAML' })
  @ApiParam(NAME)
  @ApiOkResponse({
    description: 'The Rover.',
    headers: ETAG,
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/RoverDto' } },
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
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Declares a Rover, or a new version of it; the answer comes when it is kept for good' })
  @ApiParam(NAME)
  @ApiHeader({ name: 'If-Match', required: false, description: 'The version that is to be replaced.' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '*: only if there is none yet.' })
  @ApiConsumes(...YAML_TYPES, 'application/json')
  @ApiBody(ROVER_BODY)
  @ApiProduces('application/json')
  @ApiOkResponse({ description: 'It is in force, or was already.', type: RoverDto, headers: ETAG })
  @ApiResponse({ status: 201, description: 'It is in force, and new.', type: RoverDto, headers: ETAG })
  @ApiResponse({ status: 400, ...problemResponse('The body is no JSON, or breaks a limit; fields says which.') })
  @ApiResponse(UNAUTHORIZED)
  @ApiResponse(FORBIDDEN)
  @ApiResponse(CONFLICT)
  @ApiResponse(PRECONDITION)
  @ApiResponse({ status: 413, ...problemResponse('The body is larger than 256 KiB.') })
  @ApiResponse({ status: 415, ...problemResponse('The body is neither YAML nor JSON, or is encoded.') })
  @ApiResponse({ status: 422, ...problemResponse('The Rover is not valid; fields names each mistake and its line.') })
  @ApiResponse(TOO_MANY_WRONG)
  @ApiResponse(NOT_KEPT)
  @ApiResponse(NO_ROOM)
  async put(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const json = mediaTypeOf(request, [...YAML_TYPES, 'application/json']) === 'application/json';
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
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Withdraws a Rover that came by the API' })
  @ApiParam(NAME)
  @ApiHeader({ name: 'If-Match', required: false, description: 'The version that is to be withdrawn.' })
  @ApiResponse({ status: 204, description: 'It is gone for good.' })
  @ApiResponse(UNAUTHORIZED)
  @ApiResponse(FORBIDDEN)
  @ApiResponse(UNKNOWN)
  @ApiResponse(CONFLICT)
  @ApiResponse(PRECONDITION)
  @ApiResponse(TOO_MANY_WRONG)
  @ApiResponse(NOT_KEPT)
  @ApiResponse(NO_ROOM)
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
