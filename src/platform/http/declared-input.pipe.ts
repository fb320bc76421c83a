import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { SettingsClass } from '../settings/setting-form.js';
import { openApiSchema, type Schema } from '../settings/settings-schema.js';
import { INVALID_BODY, readJsonBody } from './json-body.js';
import { ProblemDto, problemResponse } from './problem.dto.js';
import { INVALID_PARAMETERS, problemOf, UNREADABLE_BODY } from './problem.js';
import { parametersOf, readQuery, TOO_MANY_PARAMETERS } from './query-parameters.js';

/**
 * The query of a request, as the decorators of `declared` describe its parameters. They are checked, and shown in the
 * API document, by these alone.
 */
export function QueryOf(declared: SettingsClass): ParameterDecorator {
  const pipe: RequestPipe = { transform: ({ url }) => readQuery(declared, parametersOf(url)) };
  return requestThrough(pipe, [
    ...queriesOf(openApiSchema(declared)),
    ApiResponse({ status: 400, ...problemResponse('A parameter is wrong; fields names it.', INVALID_PARAMETERS) }),
    ApiResponse({ status: 431, ...problemResponse('There are too many parameters or headers.', TOO_MANY_PARAMETERS) }),
  ]);
}

/**
 * The JSON body of a request, as the decorators of `declared` describe it; read after the guard let the request through.
 */
export function BodyOf(declared: SettingsClass, { maxBytes }: { readonly maxBytes: number }): ParameterDecorator {
  const pipe: RequestPipe = { transform: (request) => readJsonBody(declared, request, maxBytes) };
  const schema = openApiSchema(declared);
  return requestThrough(pipe, [
    ApiConsumes('application/json'),
    ApiBody({ required: true, description: `At most ${maxBytes / 1_024} KiB.`, schema }),
    ApiResponse({ status: 400, ...problemResponse('The body is not JSON.', UNREADABLE_BODY) }),
    ApiResponse({ status: 413, ...tooLarge(maxBytes) }),
    ApiResponse({ status: 415, ...notTaken(['application/json']) }),
    ApiResponse({ status: 422, ...problemResponse('The body is not valid; fields names each mistake.', INVALID_BODY) }),
  ]);
}

/** The answer to a body above a limit. */
export function tooLarge(maxBytes: number): object {
  const detail = `the body is larger than ${maxBytes / 1_024} KiB`;
  return problemResponse('The body is too large.', problemOf(413, detail, '/'));
}

/** The answer to a body that is of none of these media types. */
export function notTaken(types: readonly string[]): object {
  const detail = `allowed as Content-Type: ${types.join(', ')}`;
  return problemResponse('The Content-Type is not taken, or the body is encoded.', problemOf(415, detail, '/'));
}

type RequestPipe = PipeTransform<FastifyRequest>;

/** A parameter that is the request as `pipe` reads it, in a method that `documents` describe. */
function requestThrough(pipe: RequestPipe, documents: readonly MethodDecorator[]): ParameterDecorator {
  const document: ParameterDecorator = (target, key) => {
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    for (const each of [ApiExtraModels(ProblemDto), ...documents]) each(target, key!, method);
  };
  const requestOf = (_: unknown, context: ExecutionContext): unknown => context.switchToHttp().getRequest();
  return createParamDecorator(requestOf, [document])(pipe);
}

function queriesOf({ properties, required = [] }: Schema): MethodDecorator[] {
  return Object.entries(properties as Record<string, Schema>).map(([name, { description, ...schema }]) =>
    ApiQuery({
      name,
      required: (required as readonly string[]).includes(name),
      description: description as string,
      schema,
    }),
  );
}
