import { ApiProperty } from '@nestjs/swagger';

/** What is shown of an echo block. */
export class EchoViewDto {
  @ApiProperty({ type: String, example: 'hello' })
  say!: string;
}
