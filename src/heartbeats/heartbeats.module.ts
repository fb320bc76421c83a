import type { DynamicModule } from '@nestjs/common';
import type { BasePath } from '../catalogue/base-path.js';
import { BOARD } from '../evaluation/board.js';
import { CLOCK } from '../platform/clock/clock.js';
import type { EarlyAnswer } from '../platform/http/early-answers.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { provide, token } from '../platform/injection/token.js';
import type { CountedOutcomes } from '../window/counted-requests.js';
import { EVIDENCE_WINDOW } from '../window/evidence-window.js';
import { AskedBefore } from './asked-before.js';
import { earlyHeartbeats } from './early-heartbeats.js';
import { DetailsReader } from './details-reader.js';
import { DETAILS_READER, HEARTBEATS_READER, HeartbeatsController } from './heartbeats.controller.js';
import { HEARTBEATS_EXPOSITION, HeartbeatsExpositionController } from './heartbeats-exposition.controller.js';
import { HeartbeatsExposition } from './heartbeats-exposition.js';
import { HeartbeatsMetrics } from './heartbeats.metrics.js';
import { HEARTBEAT_FORM, HeartbeatsReader } from './heartbeats-reader.js';
import { SelectedAnswers } from './selected-answers.js';

/** The `EarlyAnswer` for the hottest reads. */
export const EARLY_HEARTBEATS = token<EarlyAnswer>('EarlyHeartbeats');

const EXPOSITION_PARTS = { board: BOARD, window: EVIDENCE_WINDOW, clock: CLOCK, metrics: HeartbeatsMetrics };

/** Options of the stage. */
export interface HeartbeatsModuleOptions {
  readonly prefix: string;
  /** Provides BOARD. */
  readonly evaluation: DynamicModule;
  /** Provides EVIDENCE_WINDOW. */
  readonly window: DynamicModule;
}

/** Stage 4: what is served. */
export class HeartbeatsModule {
  static register({ prefix, evaluation, window }: HeartbeatsModuleOptions): DynamicModule {
    return {
      module: HeartbeatsModule,
      imports: [evaluation, window],
      controllers: [HeartbeatsController, HeartbeatsExpositionController],
      providers: [
        provide(HeartbeatsMetrics, { registry: METRICS }, ({ registry }) => new HeartbeatsMetrics(registry)),
        provide(HEARTBEATS_READER, { board: BOARD, metrics: HeartbeatsMetrics }, ({ board, metrics }) => {
          const asked = new AskedBefore(board, () => metrics.forgotUrl());
          return new HeartbeatsReader(board, new SelectedAnswers(HEARTBEAT_FORM, () => metrics.forgot()), asked);
        }),
        provide(DETAILS_READER, { board: BOARD, clock: CLOCK, metrics: HeartbeatsMetrics }, (parts) => {
          return new DetailsReader(parts.board, parts.clock, () => parts.metrics.forgot());
        }),
        provide(HEARTBEATS_EXPOSITION, EXPOSITION_PARTS, ({ board, window, clock, metrics }) => {
          const counted = (basePath: BasePath): CountedOutcomes | undefined => window.counted(basePath);
          return new HeartbeatsExposition({ board, counted, clock, complete: (bytes) => metrics.exposed(bytes) });
        }),
        provide(EARLY_HEARTBEATS, { board: BOARD, reader: HEARTBEATS_READER }, (parts) =>
          earlyHeartbeats({ ...parts, prefix }),
        ),
      ],
      exports: [EARLY_HEARTBEATS],
    };
  }
}
