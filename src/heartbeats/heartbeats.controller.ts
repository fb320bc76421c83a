import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASE_PATH_SHAPE, parseBasePath } from '../apis/base-path.js';
import { BOARD, type Board } from '../evaluation/board.js';
import { STATUSES } from '../evaluation/heartbeat.js';
import { InvalidParametersError, RefusedRequestError } from '../platform/http/problem.js';
import { ProblemDto } from '../platform/http/problem.dto.js';
import { answerHeaders, entityTag, isNotModified } from './answer-headers.js';
import { chooseCoding, type CodedBodies } from './content-coding.js';
import { detailsJson } from './details-answer.js';
import { HeartbeatDetailsDto, HeartbeatDto } from './heartbeats.dto.js';
import { field, readHeartbeatsQuery, readParameters } from './heartbeats-query.js';
import { answerOf, type Answer, type HeartbeatsReader } from './heartbeats-reader.js';
import { pageLinks } from './page-links.js';

export const HEARTBEATS_READER = Symbol('HeartbeatsReader');
export const CODED_BODIES = Symbol('CodedBodies');

const PROBLEM = { type: ProblemDto };

@ApiTags('heartbeats')
@Controller('heartbeats')
export class HeartbeatsController {
  constructor(
    @Inject(BOARD) private readonly board: Board,
    @Inject(HEARTBEATS_READER) private readonly reader: HeartbeatsReader,
    @Inject(CODED_BODIES) private readonly bodies: CodedBodies,
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
  @ApiOkResponse({ type: [HeartbeatDto] })
  @ApiResponse({ status: 304, description: 'Nothing changed since the ETag in If-None-Match.' })
  @ApiBadRequestResponse(PROBLEM)
  @ApiResponse({ status: 503, description: 'Nothing has been evaluated yet.', ...PROBLEM })
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = readHeartbeatsQuery(queryOf(request));
    this.#requireEvaluated(reply);
    const answer = this.reader.select(query);
    if (query.limit !== undefined) {
      void reply.header('link', pageLinks(request.url, { ...query, limit: query.limit, total: answer.total }));
    }
    await this.#send(answer, request, reply);
  }

  @Get('details')
  @ApiOperation({ summary: 'One heartbeat and the evidence behind it' })
  @ApiQuery({ name: 'basepath', required: true, type: String })
  @ApiOkResponse({ type: HeartbeatDetailsDto })
  @ApiResponse({ status: 304, description: 'Nothing changed since the ETag in If-None-Match.' })
  @ApiBadRequestResponse(PROBLEM)
  @ApiNotFoundResponse(PROBLEM)
  @ApiResponse({ status: 503, description: 'Nothing has been evaluated yet.', ...PROBLEM })
  async details(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const basePath = detailsBasePath(queryOf(request));
    this.#requireEvaluated(reply);
    const details = this.board.details(basePath);
    if (!details) throw new RefusedRequestError(404, `no such base path: ${basePath}`);
    await this.#send(answerOf(detailsJson(details), 1, 1), request, reply);
  }

  #requireEvaluated(reply: FastifyReply): void {
    if (this.board.evaluated()) return;
    void reply.header('retry-after', '1');
    throw new RefusedRequestError(503, 'nothing has been evaluated yet; ask again in a moment');
  }

  async #send(answer: Answer, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const coding = chooseCoding(request.headers['accept-encoding'] as string | undefined, answer.body.length);
    const headers = answerHeaders(answer, coding, this.board.secondsToNextEvaluation());
    for (let index = 0; index < headers.length; index += 2) void reply.header(headers[index]!, headers[index + 1]!);
    if (isNotModified(request.headers['if-none-match'], entityTag(answer, coding))) {
      await reply.status(304).send();
      return;
    }
    await reply.status(200).send(await this.bodies.make(answer, coding));
  }
}

function queryOf(request: FastifyRequest): string {
  const at = request.url.indexOf('?');
  return at < 0 ? '' : request.url.slice(at + 1);
}

function detailsBasePath(queryString: string): NonNullable<ReturnType<typeof parseBasePath>> {
  const parameters = readParameters(queryString);
  const unknown = parameters.find(([name]) => name !== 'basepath');
  if (unknown) throw new InvalidParametersError([field(unknown[0], 'is not a known parameter; allowed: basepath')]);
  const basePath = parameters.length === 1 ? parseBasePath(parameters[0]![1]) : undefined;
  if (!basePath) throw new InvalidParametersError([field('basepath', `allowed: once, ${BASE_PATH_SHAPE}`)]);
  return basePath;
}
