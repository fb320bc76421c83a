import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../telemetry/log.js';
import { instanceOf, PROBLEM_TYPE, problemOf, RefusedRequestError, type Problem } from './problem.js';
import { showRequestId } from './request-identity.js';

/** Every error leaves as a problem document; our own faults are logged here, once, and not shown to clients. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendProblem(http.getResponse<FastifyReply>(), this.#problemFrom(error, request.url));
  }

  #problemFrom(error: unknown, url: string): Problem {
    if (error instanceof RefusedRequestError) return error.toProblem(url);
    const status = statusOf(error);
    if (status < 500) return problemOf(status, clientDetail(status, error), url);
    this.log.error('request failed', { error, path: instanceOf(url) });
    return problemOf(status, 'Heartbeat could not answer; the cause is in its log.', url);
  }
}

/** Sends a problem, unless the answer has begun already. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (reply.sent) return;
  showRequestId(reply);
  void reply
    .status(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function clientDetail(status: number, error: unknown): string {
  if (status === 404) return 'nothing is served here';
  const message = error instanceof Error ? error.message : '';
  return message !== '' ? message : 'the request is not valid';
}
