import type { DynamicModule } from '@nestjs/common';
import { EchoController } from './echo.controller.js';

/** The routes of echo. */
export class EchoModule {
  static register(sources: DynamicModule): DynamicModule {
    return { module: EchoModule, imports: [sources], controllers: [EchoController] };
  }
}
