import type { Declaration } from '../../../catalogue/catalogue.js';
import type { Clock } from '../../../platform/clock/clock.js';
import type { Log } from '../../../platform/telemetry/log.js';
import type { Compiled, Refusal } from '../target.js';
import type { DeclarationCompiler } from './target-plan.js';

/** Lines in a minute; `heartbeat_pulse_exposures` counts all that are in force. */
const MAX_LINES = 60;
const MINUTE_MS = 60_000;

/** Options of the log of refusals. */
export interface RefusalLogOptions {
  readonly source: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** A compiler that logs which secret was refused and why: only the operator may know. */
export class LoggedCompiler implements DeclarationCompiler {
  #sinceMs = -Infinity;
  #lines = 0;
  /** Refused since the last line, beyond the lines of its minute. */
  #unlogged = 0;

  constructor(
    private readonly compiler: DeclarationCompiler,
    private readonly options: RefusalLogOptions,
  ) {}

  compile(declaration: Declaration): Compiled | undefined {
    const compiled = this.compiler.compile(declaration);
    if (compiled && !compiled.ok && compiled.refusal.secretAt !== undefined) this.#log(declaration, compiled.refusal);
    return compiled;
  }

  #log({ basePath, declaredBy }: Declaration, { reason, message: detail, secretAt: field }: Refusal): void {
    const { source, clock, log } = this.options;
    const { monotonicMs } = clock.now();
    if (monotonicMs - this.#sinceMs >= MINUTE_MS) [this.#sinceMs, this.#lines] = [monotonicMs, 0];
    if (++this.#lines > MAX_LINES) return void this.#unlogged++;
    const unlogged = this.#unlogged > 0 ? { unlogged: this.#unlogged } : {};
    this.#unlogged = 0;
    log.warn('exposure was refused a secret', { source, basePath, declaredBy, field, reason, detail, ...unlogged });
  }
}
