import type { EvidenceSink, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import type { ProbingNetwork } from './probing-network.js';
import { PulseTrust } from './pulse-trust.js';
import { PulseRun } from './pulse-run.js';
import type { PulseSettings, PulseSwitchSettings } from './pulse.settings.js';
import { TargetCompiler } from './targets/target-compiler.js';
import type { DeclarationCompiler } from './targets/target-plan.js';
import { LoggedCompiler } from './targets/logged-compiler.js';
import { targetRules } from './target-rules.js';

/** Probes the exposures that opted in, and hands on what it found. */
export class PulseSource implements Source {
  readonly name: string;
  readonly evidence = 'synthetic';
  readonly #compiler: DeclarationCompiler;
  readonly #trust: PulseTrust;

  constructor(
    private readonly settings: PulseSettings,
    private readonly context: SourceContext<PulseSwitchSettings>,
    /** Made anew for each run, because it is closed at its end. */
    private readonly openNetwork: (trust: PulseTrust) => ProbingNetwork,
  ) {
    this.name = settings.name;
    const { clock, log } = context;
    this.#trust = new PulseTrust(settings, log);
    const compiler = new TargetCompiler(targetRules(settings, context, this.#trust));
    this.#compiler = new LoggedCompiler(compiler, { source: settings.name, clock, log });
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const network = this.openNetwork(this.#trust);
    const { settings, context } = this;
    const run = new PulseRun({ settings, context, compiler: this.#compiler, network, sink, signal });
    const leave = context.exposures.join(run.conditions);
    try {
      await run.untilAborted();
    } finally {
      leave();
      run.end();
      await network.close();
    }
  }
}
