import type { Declaration } from '../../../catalogue/catalogue.js';
import type { Clock } from '../../../platform/clock/clock.js';
import type { Log } from '../../../platform/telemetry/log.js';
import { LineBudget } from '../line-budget.js';
import type { Compiled, Refusal } from '../target.js';
import type { DeclarationCompiler } from './target-plan.js';

/** Options of the log of refusals. */
export interface RefusalLogOptions {
  readonly source: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A compiler that logs which secret was refused and why: only the operator may know. `heartbeat_pulse_exposures` counts
 * all that are in force.
 */
export class LoggedCompiler implements DeclarationCompiler {
  readonly #lines: LineBudget;

  constructor(
    private readonly compiler: DeclarationCompiler,
    private readonly options: RefusalLogOptions,
  ) {
    this.#lines = new LineBudget(options.clock);
  }

  compile(declaration: Declaration): Compiled | undefined {
    const compiled = this.compiler.compile(declaration);
    if (compiled && !compiled.ok && compiled.refusal.secretAt !== undefined) this.#log(declaration, compiled.refusal);
    return compiled;
  }

  #log({ basePath, declaredBy }: Declaration, { reason, message: detail, secretAt: field }: Refusal): void {
    const { source, log } = this.options;
    const more = this.#lines.take();
    if (more)
      log.warn('exposure was refused a secret', { source, basePath, declaredBy, field, reason, detail, ...more });
  }
}
