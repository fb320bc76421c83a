import type { Declaration } from '../../../catalogue/catalogue.js';
import type { Clock } from '../../../platform/clock/clock.js';
import type { Log } from '../../../platform/telemetry/log.js';
import type { Compiled, Refusal } from '../target.js';
import type { DeclarationCompiler } from './target-plan.js';

/** Lines in a minute; `heartbeat_pulse_exposures` counts all that are in force. */
const MAX_LINES = 60;
const MINUTE_MS = 60_000;

/** What refusals are told with. */
export interface TellingOptions {
  readonly source: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** A compiler that tells the operator, and nobody else, which secret was refused and why. */
export class ToldCompiler implements DeclarationCompiler {
  #sinceMs = -Infinity;
  #lines = 0;
  /** Refused since the last line, beyond the lines of its minute. */
  #untold = 0;

  constructor(
    private readonly compiler: DeclarationCompiler,
    private readonly options: TellingOptions,
  ) {}

  compile(declaration: Declaration): Compiled | undefined {
    const compiled = this.compiler.compile(declaration);
    if (compiled && !compiled.ok && compiled.refusal.secretAt !== undefined) this.#tell(declaration, compiled.refusal);
    return compiled;
  }

  #tell({ basePath, declaredBy }: Declaration, { reason, message: detail, secretAt: field }: Refusal): void {
    const { source, clock, log } = this.options;
    const { monotonicMs } = clock.now();
    if (monotonicMs - this.#sinceMs >= MINUTE_MS) [this.#sinceMs, this.#lines] = [monotonicMs, 0];
    if (++this.#lines > MAX_LINES) return void this.#untold++;
    const untold = this.#untold > 0 ? { untold: this.#untold } : {};
    this.#untold = 0;
    log.warn('exposure was refused a secret', { source, basePath, declaredBy, field, reason, detail, ...untold });
  }
}
