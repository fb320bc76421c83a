import { ApiProperty, getSchemaPath } from '@nestjs/swagger';

/** One wrong parameter. */
export class ProblemFieldDto {
  @ApiProperty({ type: String })
  path!: string;

  @ApiProperty({ type: String })
  title!: string;

  @ApiProperty({ type: String })
  detail!: string;
}

/** An error answer (RFC 9457). */
export class ProblemDto {
  @ApiProperty({ type: String, format: 'uri-reference', example: '/problems/invalid-parameters' })
  type!: string;

  @ApiProperty({ type: String, example: 'One or more parameters are not valid' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status!: number;

  @ApiProperty({ type: String })
  detail!: string;

  @ApiProperty({ type: String, example: '/heartbeats' })
  instance!: string;

  @ApiProperty({ type: [ProblemFieldDto], required: false })
  fields?: ProblemFieldDto[];
}

/** The options of an `ApiResponse` that is a problem document; its controller names `ProblemDto` in `ApiExtraModels`. */
export function problemResponse(description: string): object {
  return { description, content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } } };
}
