import type { DynamicModule } from '@nestjs/common';
import { BOARD } from '../evaluation/board.js';
import { CLOCK } from '../platform/clock/clock.js';
import type { EarlyAnswer } from '../platform/http/early-answers.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { provide, token } from '../platform/injection/token.js';
import { earlyHeartbeats } from './early-heartbeats.js';
import { DetailsReader } from './details-reader.js';
import { DETAILS_READER, HEARTBEATS_READER, HeartbeatsController } from './heartbeats.controller.js';
import { HeartbeatsMetrics } from './heartbeats.metrics.js';
import { HEARTBEAT_FORM, HeartbeatsReader } from './heartbeats-reader.js';
import { SelectedAnswers } from './selected-answers.js';

/** The `EarlyAnswer` for the hottest reads. */
export const EARLY_HEARTBEATS = token<EarlyAnswer>('EarlyHeartbeats');

/** Options of the stage. */
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
        provide(HeartbeatsMetrics, { registry: METRICS }, ({ registry }) => new HeartbeatsMetrics(registry)),
        provide(HEARTBEATS_READER, { board: BOARD, metrics: HeartbeatsMetrics }, ({ board, metrics }) => {
          return new HeartbeatsReader(board, new SelectedAnswers(HEARTBEAT_FORM, () => metrics.forgot()));
        }),
        provide(DETAILS_READER, { board: BOARD, clock: CLOCK, metrics: HeartbeatsMetrics }, (parts) => {
          return new DetailsReader(parts.board, parts.clock, () => parts.metrics.forgot());
        }),
        provide(EARLY_HEARTBEATS, { board: BOARD, reader: HEARTBEATS_READER }, (parts) =>
          earlyHeartbeats({ ...parts, prefix }),
        ),
      ],
      exports: [EARLY_HEARTBEATS],
    };
  }
}
