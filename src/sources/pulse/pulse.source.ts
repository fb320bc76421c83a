import type { EvidenceSink, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import type { Prober } from './probing/prober.js';
import { PulseRun } from './pulse-run.js';
import type { PulseSettings } from './pulse.settings.js';
import type { Canary } from './suspicion/canary.js';
import { TargetCompiler } from './targets/target-compiler.js';
import { targetRules } from './target-rules.js';

/** What sends the probes, made anew for each run because it is closed at its end. */
export interface PulseParts {
  openProber(): Prober;
  openCanary(prober: Prober): Canary;
}

/** Asks what teams opted in to, and hands on what it found. */
export class PulseSource implements Source {
  readonly name: string;
  readonly evidence = 'synthetic';
  readonly #compiler: TargetCompiler;

  constructor(
    private readonly settings: PulseSettings,
    private readonly context: SourceContext,
    private readonly parts: PulseParts,
  ) {
    this.name = settings.name;
    this.#compiler = new TargetCompiler(targetRules(settings, context));
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const prober = this.parts.openProber();
    const canary = this.parts.openCanary(prober);
    const { settings, context } = this;
    const run = new PulseRun({ settings, context, compiler: this.#compiler, prober, canary, sink, signal });
    const leave = context.exposures.join(run.conditions);
    try {
      await run.untilAborted();
    } finally {
      leave();
      run.end();
      await Promise.all([canary.close(), prober.close()]);
    }
  }
}
