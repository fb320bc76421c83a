import type { DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { BOARD, type Board } from '../evaluation/board.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { earlyHeartbeats } from './early-heartbeats.js';
import { HEARTBEATS_READER, HeartbeatsController } from './heartbeats.controller.js';
import { HeartbeatsMetrics } from './heartbeats.metrics.js';
import { HeartbeatsReader } from './heartbeats-reader.js';
import { SelectedAnswers } from './selected-answers.js';

/** The `EarlyAnswer` for the hottest reads. */
export const EARLY_HEARTBEATS = Symbol('EarlyHeartbeats');

/** What the stage needs. */
export interface HeartbeatsModuleOptions {
  readonly prefix: string;
  /** Provides BOARD. */
  readonly evaluation: DynamicModule;
}

/** Stage 4: what is served. */
export class HeartbeatsModule {
  static register({ prefix, evaluation }: HeartbeatsModuleOptions): DynamicModule {
    return {
      module: HeartbeatsModule,
      imports: [evaluation],
      controllers: [HeartbeatsController],
      providers: [
        { provide: HEARTBEATS_READER, inject: [BOARD, METRICS], useFactory: readerOf },
        {
          provide: EARLY_HEARTBEATS,
          inject: [BOARD, HEARTBEATS_READER],
          useFactory: (board: Board, reader: HeartbeatsReader) => earlyHeartbeats({ board, reader, prefix }),
        },
      ],
      exports: [EARLY_HEARTBEATS],
    };
  }
}

function readerOf(board: Board, registry: Registry): HeartbeatsReader {
  const metrics = new HeartbeatsMetrics(registry);
  return new HeartbeatsReader(board, new SelectedAnswers(() => metrics.forgot()));
}
