import { ApiProperty } from '@nestjs/swagger';

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
  @ApiProperty({ type: String, example: 'about:blank' })
  type!: string;

  @ApiProperty({ type: String, example: 'Bad Request' })
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
