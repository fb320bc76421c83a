import type { DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { BOARD, type Board } from '../evaluation/board.js';
import { DRAIN, type Drain } from '../platform/http/drain.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { CodedBodies } from './content-coding.js';
import { earlyHeartbeats } from './early-heartbeats.js';
import { CODED_BODIES, HEARTBEATS_READER, HeartbeatsController } from './heartbeats.controller.js';
import { HeartbeatsMetrics } from './heartbeats.metrics.js';
import { HeartbeatsReader } from './heartbeats-reader.js';

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
        { provide: HEARTBEATS_READER, inject: [BOARD], useFactory: (board: Board) => new HeartbeatsReader(board) },
        { provide: CODED_BODIES, useClass: CodedBodies },
        {
          provide: EARLY_HEARTBEATS,
          inject: [BOARD, HEARTBEATS_READER, CODED_BODIES, DRAIN, METRICS],
          useFactory: (
            ...[board, reader, bodies, drain, registry]: [Board, HeartbeatsReader, CodedBodies, Drain, Registry]
          ) => earlyHeartbeats({ board, reader, bodies, drain, prefix, metrics: new HeartbeatsMetrics(registry) }),
        },
      ],
      exports: [EARLY_HEARTBEATS],
    };
  }
}
