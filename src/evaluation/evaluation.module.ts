import type { DynamicModule } from '@nestjs/common';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { type PartsOf, provide } from '../platform/injection/token.js';
import { LOG } from '../platform/telemetry/log.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { EVIDENCE_WINDOW, type EvidenceWindow } from '../window/evidence-window.js';
import { BOARD } from './board.js';
import { logChanges } from './change-log.js';
import { EvaluationMetrics } from './evaluation.metrics.js';
import { EvaluationService } from './evaluation.service.js';
import { ruleBookOf, type EvaluationSettings } from './evaluation.settings.js';
import { EVALUATOR, Evaluator } from './evaluator.js';
import { LiveBoard } from './live-board.js';

/** Options of the stage. */
export interface EvaluationModuleOptions {
  readonly settings: EvaluationSettings;
  /** Provides EVIDENCE_WINDOW. */
  readonly window: DynamicModule;
}

/** Stage 3: totals become UP, DOWN, UNKNOWN; changes are announced after each round. */
export class EvaluationModule {
  static register({ settings, window }: EvaluationModuleOptions): DynamicModule {
    return {
      module: EvaluationModule,
      imports: [window],
      providers: [
        provide(LiveBoard, { clock: CLOCK, window: EVIDENCE_WINDOW }, ({ clock, window }) =>
          boardOf(settings, clock, window),
        ),
        { provide: BOARD, useExisting: LiveBoard },
        provide(EVALUATOR, EVALUATOR_PARTS, (parts) => evaluatorOf(settings, parts)),
        EvaluationService,
      ],
      exports: [BOARD],
    };
  }
}

function boardOf(settings: EvaluationSettings, clock: Clock, window: EvidenceWindow): LiveBoard {
  const rules = ruleBookOf(settings);
  return new LiveBoard({ clock, window, rules, staleAfterMs: settings.staleAfterMs, everyMs: settings.everyMs });
}

const EVALUATOR_PARTS = { board: LiveBoard, window: EVIDENCE_WINDOW, clock: CLOCK, log: LOG, registry: METRICS };

function evaluatorOf(settings: EvaluationSettings, parts: PartsOf<typeof EVALUATOR_PARTS>): Evaluator {
  const metrics = new EvaluationMetrics(parts.registry);
  parts.board.onRound(({ changes }) => {
    metrics.changed(changes);
    logChanges(parts.log, changes);
  });
  return new Evaluator({ ...parts, metrics, everyMs: settings.everyMs });
}
