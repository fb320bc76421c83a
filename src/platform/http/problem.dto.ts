import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { Problem, ProblemKind } from './problem.js';

const ADDRESS = '^/';

/** One wrong parameter, or one mistake in a body. */
export class ProblemFieldDto {
  @ApiProperty({
    type: String,
    maxLength: 1_000,
    example: 'limit',
    description: 'The parameter, or where in the body.',
  })
  path!: string;

  @ApiProperty({ type: String, maxLength: 200, example: 'invalid parameter', description: 'Its kind, or a code.' })
  title!: string;

  @ApiProperty({
    type: String,
    maxLength: 2_000,
    example: 'is "0"; allowed: 1 to 100000',
    description: 'What is wrong and what is allowed.',
  })
  detail!: string;
}

/** An error answer (RFC 9457). */
export class ProblemDto {
  @ApiProperty({
    type: String,
    format: 'uri-reference',
    maxLength: 300,
    example: '/problems/invalid-parameters',
    description: 'The address of a page about this kind of problem; about:blank where the status says everything.',
  })
  type!: string;

  @ApiProperty({
    type: String,
    maxLength: 100,
    example: 'One or more parameters are not valid',
    description: 'The kind in words, always the same.',
  })
  title!: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 400, description: 'The status of the answer.' })
  status!: number;

  @ApiProperty({
    type: String,
    maxLength: 2_000,
    example: 'each of fields names a parameter and what is allowed',
    description: 'What is wrong with this very request.',
  })
  detail!: string;

  @ApiProperty({
    type: String,
    maxLength: 512,
    pattern: ADDRESS,
    example: '/heartbeats',
    description: 'The path that was asked for.',
  })
  instance!: string;

  @ApiProperty({ type: [ProblemFieldDto], required: false, maxItems: 2_000, description: 'Each mistake by itself.' })
  fields?: ProblemFieldDto[];
}

/**
 * The options of an `ApiResponse` that is a problem document, with each of `problems` as an example; its controller names
 * `ProblemDto` in `ApiExtraModels`.
 */
export function problemResponse(description: string, ...problems: readonly (ProblemKind | Problem)[]): object {
  const examples = Object.fromEntries(problems.map((each) => ('slug' in each ? exampleOf(each) : plainExample(each))));
  const content = { schema: { $ref: getSchemaPath(ProblemDto) }, ...(problems.length > 0 && { examples }) };
  return { description, content: { 'application/problem+json': content } };
}

function exampleOf({ slug, title, status, example }: ProblemKind): [string, object] {
  return [slug, { summary: title, value: { type: `/problems/${slug}`, title, status, ...example } }];
}

function plainExample(problem: Problem): [string, object] {
  const name = problem.title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return [name, { summary: problem.title, value: problem }];
}
