import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BOARD, type Board } from '../evaluation/board.js';
import { QueryOf } from '../platform/http/declared-input.pipe.js';
import { problemKind, RefusedRequestError } from '../platform/http/problem.js';
import { linkHeader } from '../platform/http/page-links.js';
import { ProblemDto, problemResponse } from '../platform/http/problem.dto.js';
import { Access } from '../platform/http/route-access.js';
import { token } from '../platform/injection/token.js';
import { isKnown } from '../platform/http/entity-tag.js';
import { headersOf } from './answer-headers.js';
import type { Answer } from './answer.js';
import { chooseCoding } from './content-coding.js';
import type { DetailsReader } from './details-reader.js';
import { HeartbeatDetailsDto, HeartbeatDto, LIST_HEADERS } from './heartbeats.dto.js';
import { DetailsParameters, detailsQueryOf, HeartbeatsParameters, heartbeatsQueryOf } from './heartbeats-query.js';
import type { HeartbeatsReader } from './heartbeats-reader.js';

export const HEARTBEATS_READER = token<HeartbeatsReader>('HeartbeatsReader');
export const DETAILS_READER = token<DetailsReader>('DetailsReader');

const UNKNOWN_BASE_PATH = problemKind({
  slug: 'unknown-base-path',
  status: 404,
  title: 'Unknown base path',
  about: 'Details were requested for a base path that is not declared and that no source has seen.',
  example: { detail: 'nobody declared /eni/ehco/v1 and no source has shown it', instance: '/heartbeats/details' },
});
const NOT_EVALUATED = problemKind({
  slug: 'not-evaluated',
  status: 503,
  title: 'Nothing has been evaluated yet',
  about: 'The service has just started; the first evaluation will be done in a moment.',
  example: { detail: 'the first evaluation is due in a moment; ask again', instance: '/heartbeats' },
});

const ONE_DETAILS = { $ref: getSchemaPath(HeartbeatDetailsDto) };
const NOT_MODIFIED = { status: 304, description: 'Nothing changed since the ETag in If-None-Match.' };
const NOT_YET = { status: 503, ...problemResponse('Nothing has been evaluated yet; see Retry-After.', NOT_EVALUATED) };

@ApiExtraModels(ProblemDto, HeartbeatDto, HeartbeatDetailsDto)
@ApiTags('heartbeats')
@Access('open')
@Controller('heartbeats')
export class HeartbeatsController {
  constructor(
    @Inject(BOARD) private readonly board: Board,
    @Inject(HEARTBEATS_READER) private readonly reader: HeartbeatsReader,
    @Inject(DETAILS_READER) private readonly details: DetailsReader,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listHeartbeats',
    summary: 'The status of base paths',
    description:
      'Ordered by base path. Without parameters: of all. A base path that nobody declared and no source has seen is not in it.',
  })
  @ApiOkResponse({
    description: 'Those that match; none gives [].',
    schema: { type: 'array', maxItems: 100_000, items: { $ref: getSchemaPath(HeartbeatDto) } },
    headers: LIST_HEADERS,
  })
  @ApiResponse(NOT_MODIFIED)
  @ApiResponse(NOT_YET)
  async list(
    @QueryOf(HeartbeatsParameters) asked: HeartbeatsParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = heartbeatsQueryOf(asked);
    this.#requireEvaluated(reply);
    const { answer, link } = await this.reader.select(query, request.url);
    if (link !== undefined) void reply.header('link', link);
    await this.#send(answer, request, reply);
  }

  @Get('details')
  @ApiOperation({
    operationId: 'listHeartbeatDetails',
    summary: 'Heartbeats and the evidence behind them',
    description: 'Of one base path, or of many a page at a time: a status can be recomputed from these numbers.',
  })
  @ApiOkResponse({
    description: 'One object where one exact basepath is the only parameter; else an array, ordered by base path.',
    schema: { oneOf: [ONE_DETAILS, { type: 'array', maxItems: 1_000, items: ONE_DETAILS }] },
    headers: LIST_HEADERS,
  })
  @ApiResponse(NOT_MODIFIED)
  @ApiNotFoundResponse(
    problemResponse('Nobody declared the one base path and no source has shown it.', UNKNOWN_BASE_PATH),
  )
  @ApiResponse(NOT_YET)
  async listDetails(
    @QueryOf(DetailsParameters) asked: DetailsParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = detailsQueryOf(asked);
    this.#requireEvaluated(reply);
    if (query.one === undefined) {
      const answer = await this.details.page(query);
      linkPages(request, reply, { limit: query.limit, offset: query.offset, answer });
      return this.#send(answer, request, reply);
    }
    const answer = this.details.single(query.one);
    if (!answer)
      throw new RefusedRequestError(UNKNOWN_BASE_PATH, `nobody declared ${query.one} and no source has shown it`);
    return this.#send(answer, request, reply);
  }

  #requireEvaluated(reply: FastifyReply): void {
    if (this.board.evaluated()) return;
    void reply.header('retry-after', '1');
    throw new RefusedRequestError(NOT_EVALUATED, 'the first evaluation is due in a moment; ask again');
  }

  async #send(answer: Answer, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const coding = chooseCoding(request.headers['accept-encoding'] as string | undefined, answer.bytes);
    const seconds = this.board.secondsToNextEvaluation();
    if (isKnown(request.headers['if-none-match'], answer.entityTag(coding))) {
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

/** Says where the other pages are. */
function linkPages(
  { url }: FastifyRequest,
  reply: FastifyReply,
  { answer, limit, offset }: { readonly answer: Answer; readonly limit: number; readonly offset: number },
): void {
  const page = { limit, offset, total: answer.counts?.total ?? 0 };
  void reply.headers(linkHeader(url, page));
}

function withHeaders(reply: FastifyReply, headers: readonly string[]): FastifyReply {
  for (let index = 0; index < headers.length; index += 2) void reply.header(headers[index]!, headers[index + 1]!);
  return reply;
}
