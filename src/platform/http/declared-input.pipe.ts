import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { SettingsClass } from '../settings/setting-form.js';
import { openApiSchema, type Schema } from '../settings/settings-schema.js';
import { readJsonBody } from './json-body.js';
import { ProblemDto, problemResponse } from './problem.dto.js';
import { parametersOf, readQuery } from './query-parameters.js';

/**
 * The query of a request, as the decorators of `declared` describe its parameters. They are checked, and shown in the
 * API document, by these alone.
 */
export function QueryOf(declared: SettingsClass): ParameterDecorator {
  const pipe: RequestPipe = { transform: ({ url }) => readQuery(declared, parametersOf(url)) };
  return requestThrough(pipe, [
    ...queriesOf(openApiSchema(declared)),
    ApiResponse({ status: 400, ...problemResponse('A parameter is wrong; fields names it.') }),
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
    ApiResponse({ status: 400, ...problemResponse('The body is not JSON.') }),
    ApiResponse({ status: 413, ...problemResponse('The body is too large.') }),
    ApiResponse({ status: 415, ...problemResponse('The body is not JSON by its Content-Type, or is encoded.') }),
    ApiResponse({ status: 422, ...problemResponse('The body is not valid; fields names each mistake.') }),
  ]);
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
