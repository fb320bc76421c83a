import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiExtraModels,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASE_PATH_SHAPE, parseBasePath } from '../catalogue/base-path.js';
import { BOARD, type Board } from '../evaluation/board.js';
import { STATUSES } from '../evaluation/heartbeat.js';
import { instanceOf, invalidParameters, RefusedRequestError, type ProblemKind } from '../platform/http/problem.js';
import { pageLinks } from '../platform/http/page-links.js';
import { ProblemDto, problemResponse } from '../platform/http/problem.dto.js';
import { field, readParameters } from '../platform/http/query-parameters.js';
import { Access } from '../platform/http/route-access.js';
import { token } from '../platform/injection/token.js';
import { headersOf, isNotModified } from './answer-headers.js';
import { answerOf, type Answer } from './answer.js';
import { chooseCoding } from './content-coding.js';
import { detailsJson } from './details-answer.js';
import { CACHE_HEADERS, HeartbeatDetailsDto, HeartbeatDto, LIST_HEADERS } from './heartbeats.dto.js';
import { readHeartbeatsQuery } from './heartbeats-query.js';
import type { HeartbeatsReader } from './heartbeats-reader.js';

export const HEARTBEATS_READER = token<HeartbeatsReader>('HeartbeatsReader');

const UNKNOWN_BASE_PATH: ProblemKind = { slug: 'unknown-base-path', status: 404, title: 'Unknown base path' };
const NOT_EVALUATED: ProblemKind = { slug: 'not-evaluated', status: 503, title: 'Nothing has been evaluated yet' };

const NOT_MODIFIED = { status: 304, description: 'Nothing changed since the ETag in If-None-Match.' };
const NOT_YET = { status: 503, ...problemResponse('Nothing has been evaluated yet; see Retry-After.') };

@ApiExtraModels(ProblemDto)
@ApiTags('heartbeats')
@Access('open')
@Controller('heartbeats')
export class HeartbeatsController {
  constructor(
    @Inject(BOARD) private readonly board: Board,
    @Inject(HEARTBEATS_READER) private readonly reader: HeartbeatsReader,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The status of base paths, ordered by base path' })
  @ApiQuery({
    name: 'basepath',
    required: false,
    isArray: true,
    type: String,
    description: 'Exact; a trailing /* matches the subtree.',
  })
  @ApiQuery({ name: 'status', required: false, isArray: true, enum: STATUSES })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 100_000 } })
  @ApiQuery({ name: 'offset', required: false, schema: { type: 'integer', minimum: 0, default: 0 } })
  @ApiOkResponse({ description: 'Those that match; none gives [].', type: [HeartbeatDto], headers: LIST_HEADERS })
  @ApiResponse(NOT_MODIFIED)
  @ApiBadRequestResponse(problemResponse('A parameter is wrong; fields names it.'))
  @ApiResponse(NOT_YET)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const parameters = readParameters(queryOf(request));
    const query = readHeartbeatsQuery(parameters);
    this.#requireEvaluated(reply);
    const answer = await this.reader.select(query);
    if (query.limit !== undefined) {
      const page = { limit: query.limit, offset: query.offset, total: answer.counts?.total ?? 0 };
      void reply.header('link', pageLinks(instanceOf(request.url), parameters, page));
    }
    await this.#send(answer, request, reply);
  }

  @Get('details')
  @ApiOperation({ summary: 'One heartbeat and the evidence behind it' })
  @ApiQuery({ name: 'basepath', required: true, type: String })
  @ApiOkResponse({ description: 'The numbers.', type: HeartbeatDetailsDto, headers: CACHE_HEADERS })
  @ApiResponse(NOT_MODIFIED)
  @ApiBadRequestResponse(problemResponse('A parameter is wrong; fields names it.'))
  @ApiNotFoundResponse(problemResponse('Nobody declared the base path and no source has shown it.'))
  @ApiResponse(NOT_YET)
  async details(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const basePath = detailsBasePath(queryOf(request));
    this.#requireEvaluated(reply);
    const details = this.board.details(basePath);
    if (!details)
      throw new RefusedRequestError(UNKNOWN_BASE_PATH, `nobody declared ${basePath} and no source has shown it`);
    await this.#send(answerOf(detailsJson(details)), request, reply);
  }

  #requireEvaluated(reply: FastifyReply): void {
    if (this.board.evaluated()) return;
    void reply.header('retry-after', '1');
    throw new RefusedRequestError(NOT_EVALUATED, 'the first evaluation is due in a moment; ask again');
  }

  async #send(answer: Answer, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const coding = chooseCoding(request.headers['accept-encoding'] as string | undefined, answer.bytes);
    const seconds = this.board.secondsToNextEvaluation();
    if (isNotModified(request.headers['if-none-match'], answer, coding)) {
      const headers = headersOf(answer, { status: 304, coding, bodyBytes: 0 }, seconds);
      await withHeaders(reply, headers).status(304).send();
      return;
    }
    const body = await answer.inCoding(coding);
    const bodyBytes = typeof body === 'string' ? answer.bytes : body.length;
    const headers = headersOf(answer, { status: 200, coding, bodyBytes }, seconds);
    await withHeaders(reply, headers).status(200).send(body);
  }
}

function withHeaders(reply: FastifyReply, headers: readonly string[]): FastifyReply {
  for (let index = 0; index < headers.length; index += 2) void reply.header(headers[index]!, headers[index + 1]!);
  return reply;
}

function queryOf(request: FastifyRequest): string {
  const at = request.url.indexOf('?');
  return at < 0 ? '' : request.url.slice(at + 1);
}

function detailsBasePath(queryString: string): NonNullable<ReturnType<typeof parseBasePath>> {
  const parameters = readParameters(queryString);
  const unknown = parameters.find(([name]) => name !== 'basepath');
  if (unknown) throw invalidParameters([field(unknown[0], 'is not a known parameter; allowed: basepath')]);
  const basePath = parameters.length === 1 ? parseBasePath(parameters[0]![1]) : undefined;
  if (!basePath) throw invalidParameters([field('basepath', `allowed: once, ${BASE_PATH_SHAPE}`)]);
  return basePath;
}
