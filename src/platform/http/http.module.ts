import type { DynamicModule } from '@nestjs/common';
import { ApiDocsController } from './api-docs.controller.js';
import { API_DOCUMENT, ApiDocument } from './api-document.js';
import { ProblemPagesController } from './problem-pages.controller.js';
import { DRAIN, type Drain } from './drain.js';

/** Drain state and API documentation, for every module. */
export class HttpModule {
  static register(drain: Drain): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      controllers: [ApiDocsController, ProblemPagesController],
      providers: [
        { provide: DRAIN, useValue: drain },
        { provide: API_DOCUMENT, useClass: ApiDocument },
      ],
      exports: [DRAIN, API_DOCUMENT],
    };
  }
}
