import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiExtraModels, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { SettingsClass } from '../settings/setting-form.js';
import { openApiSchema, type Schema } from '../settings/settings-schema.js';
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
